"""The public face: home, communes, what lies here, organisations, and the pages about the site."""
