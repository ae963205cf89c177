# Writes the files of this folder: Rscript make.R (R 4.2.2 wrote those that are here).
sys <- commandArgs(FALSE)
setwd(dirname(sub("--file=", "", sys[grep("--file=", sys)])))

columns <- data.frame(
  code = c("01001", "2A004", NA), n = c(1L, NA, 3L), x = c(1.5, NA, NaN), b = c(TRUE, NA, FALSE),
  size = factor(c("petit", NA, "grand"), levels = c("petit", "moyen", "grand"), ordered = TRUE),
  day = as.Date(c("2024-02-29", NA, "1899-12-31")),
  at = as.POSIXct(c("2024-03-31 03:30:00", NA, "2024-10-27 02:30:00"), tz = "Europe/Paris"),
  z = complex(real = 1:3, imaginary = -1), stringsAsFactors = FALSE
)
columns$raw <- as.raw(1:3)
columns$list <- list(1:3, "a", NULL)
columns$took <- as.difftime(c(1, 2, 3), units = "hours")
columns$wall <- as.POSIXlt(columns$at)
columns$accents <- c("\u00e9t\u00e9", "\u0153uvre", "\u00e7a")
columns$m <- matrix(1:6, 3, dimnames = list(NULL, c("a", "b")))
columns$sub <- data.frame(u = 1:3, v = letters[1:3])
columns$far <- c(Inf, -Inf, 0)
latin <- c("caf\xe9 \x80", "ma\xeftre", "\xe7a")
Encoding(latin) <- "latin1"
columns$latin <- latin
columns$big <- structure(c(4.94065645841247e-324, NA, 0), class = "integer64")

saveRDS(columns, "gzip3.rds")
saveRDS(columns, "bzip22.rds", version = 2, compress = "bzip2")
saveRDS(columns, "xz2.rds", version = 2, compress = "xz")
saveRDS(columns, "ascii.rds", ascii = TRUE)
saveRDS(columns, "hexadecimal2.rds", ascii = NA, version = 2)
writeBin(serialize(columns, NULL, xdr = FALSE), "native.rds")

f <- compiler::cmpfun(function(x) {
  y <- x + 1
  for (i in 1:10) y <- y * i
  if (y > 3) sapply(1:3, function(k) k + y) else quote(a + b)
})
e <- new.env()
e$self <- e
delayedAssign("never", stop("run"), assign.env = e)
setClass("P", representation(a = "numeric"))
object <- new("P", a = 1)
model <- lm(mpg ~ wt, mtcars[1:4, ])
cars <- mtcars[1:3, 1:2]
sequences <- data.frame(a = 1:1000, b = as.character(1:1000), s = seq(0, 1, length.out = 1000))
kept <- iris[iris$Sepal.Length > 7.6, ]
none <- iris[0, ]
both <- list(un = head(iris, 2), deux = cars, trois = "x")
square <- matrix(1:4, 2, dimnames = list(c("a", "b"), c("x", "y")))
series <- ts(1:12, start = 2020, frequency = 12)
save(f, e, object, model, cars, sequences, kept, none, both, square, series, file = "tout.RData")
save(f, e, file = "programmes.rda")

shape <- function(x, dim, type) structure(x, class = c(dim, type, "sfg"))
ring <- matrix(c(0, 0, 4, 0, 4, 4, 0, 4, 0, 0), ncol = 2, byrow = TRUE)
hole <- ring / 4 + 1
layer <- function(shapes, type, crs) {
  structure(shapes, class = c(paste0("sfc_", type), "sfc"), precision = 0,
            bbox = structure(c(xmin = 0, ymin = 0, xmax = 1, ymax = 1), class = "bbox"),
            crs = structure(crs, class = "crs"), n_empty = 0L)
}
lambert <- list(input = "EPSG:2154", wkt = 'PROJCRS["a name that the code says better"]')
shapes <- list(
  shape(c(1, 2), "XY", "POINT"), shape(c(1, 2, 3), "XYZ", "POINT"),
  shape(c(1, 2, 3), "XYM", "POINT"), shape(c(1, 2, 3, 4), "XYZM", "POINT"),
  shape(c(NA_real_, NA_real_), "XY", "POINT"), shape(ring, "XY", "LINESTRING"),
  shape(matrix(numeric(0), 0, 2), "XY", "LINESTRING"), shape(list(ring, hole), "XY", "POLYGON"),
  shape(list(), "XY", "POLYGON"), shape(ring, "XY", "MULTIPOINT"),
  shape(list(ring, hole), "XY", "MULTILINESTRING"),
  shape(list(list(ring, hole), list(ring + 10)), "XY", "MULTIPOLYGON"),
  shape(list(cbind(ring, 1:5)), "XYZ", "POLYGON"), shape(cbind(ring, 1:5), "XYM", "LINESTRING"),
  shape(list(shape(c(1, 2), "XY", "POINT"), shape(list(ring), "XY", "POLYGON")),
        "XY", "GEOMETRYCOLLECTION"),
  NULL, shape(ring, "XY", "CIRCULARSTRING")
)
every <- data.frame(id = seq_along(shapes))
every$geometry <- layer(shapes, "GEOMETRY", lambert)
every <- structure(every, class = c("sf", "tbl_df", "tbl", "data.frame"), sf_column = "geometry",
                   agr = factor(c(id = NA), levels = c("constant", "aggregate", "identity")))
saveRDS(every, "shapes.rds")
points <- layer(vector("list", 3), "POINT", list(epsg = 3946L, proj4string = "+proj=lcc"))
attr(points, "points") <- matrix(c(1, 2, 3, 4, 5, 6), 3)
attr(points, "points_dim") <- "XY"
saveRDS(points, "points2.rds", version = 2)
