// Debian's libraries that read, draw and write pictures, by their own headers.
#include <cairo/cairo.h>
#include <spng.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/demux.h>
