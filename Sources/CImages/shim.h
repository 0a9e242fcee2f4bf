// Debian's libraries that read, draw and write pictures, by their own headers.
#include <cairo/cairo.h>
#if __has_include(<sixel.h>)
#include <sixel.h>
#else
#include <sixel/sixel.h>
#endif
#include <spng.h>
#include <turbojpeg.h>
#include <webp/decode.h>
#include <webp/demux.h>
