// zlib's own header: gzip and deflate bodies are decoded with limits that NIO's decompression handler cannot express.
#include <zlib.h>
