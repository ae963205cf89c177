/** MapLibre's own words, in French. */
export const FRENCH: Record<string, string> = {
  "AttributionControl.ToggleAttribution": "Afficher ou cacher les sources",
  "AttributionControl.MapFeedback": "Signaler une erreur sur la carte",
  "FullscreenControl.Enter": "Plein écran",
  "FullscreenControl.Exit": "Quitter le plein écran",
  "Map.Title": "Carte",
  "Marker.Title": "Repère",
  "NavigationControl.ResetBearing": "Remettre le nord en haut",
  "NavigationControl.ZoomIn": "Approcher",
  "NavigationControl.ZoomOut": "Éloigner",
  "Popup.Close": "Fermer",
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
  "CooperativeGesturesHandler.WindowsHelpText": "Ctrl + molette pour approcher la carte",
  "CooperativeGesturesHandler.MacHelpText": "⌘ + molette pour approcher la carte",
  "CooperativeGesturesHandler.MobileHelpText": "Deux doigts pour déplacer la carte",
};

export const WORDS = {
  noWebgl: "Ce navigateur ne peut pas dessiner la carte. La liste dit la même chose.",
  generalised: "Carte généralisée à cette échelle : approchez pour tout voir",
  tilesMissing: "Une partie de la carte n’a pas pu être lue. Rechargez la page ; la liste reste exacte.",
  measure: "Mesurer une longueur",
  measuring: "Touchez la carte point par point ; « m » de nouveau pour finir",
  measured: "Longueur mesurée :",
  drawHere: "Poser un point au centre de la carte",
  drawBack: "Ôter le dernier point",
  drawAgain: "Recommencer",
  drawLine: "Tracé de tranchée plutôt que zone",
  popupFailed: "La fiche n’a pas pu être lue. Rechargez la page et recommencez.",
};
