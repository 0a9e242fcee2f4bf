// Opens ONNX Runtime at run time: a build for a GPU can be dropped in, and a missing library is an error message.

#define _GNU_SOURCE

#include "CONNXRuntime.h"

#include <dlfcn.h>
#include <glob.h>
#include <stdio.h>

#define SLOT(number, function) \
    _Static_assert(offsetof(OrtApi, function) == (number) * sizeof(void *), #function " is not at slot " #number)

SLOT(1, GetErrorCode);
SLOT(2, GetErrorMessage);
SLOT(4, CreateEnvWithCustomLogger);
SLOT(7, CreateSession);
SLOT(8, CreateSessionFromArray);
SLOT(9, Run);
SLOT(10, CreateSessionOptions);
SLOT(22, SetSessionLogSeverityLevel);
SLOT(24, SetIntraOpNumThreads);
SLOT(30, SessionGetInputCount);
SLOT(31, SessionGetOutputCount);
SLOT(33, SessionGetInputTypeInfo);
SLOT(34, SessionGetOutputTypeInfo);
SLOT(36, SessionGetInputName);
SLOT(37, SessionGetOutputName);
SLOT(39, CreateRunOptions);
SLOT(46, RunOptionsSetTerminate);
SLOT(48, CreateTensorAsOrtValue);
SLOT(49, CreateTensorWithDataAsOrtValue);
SLOT(51, GetTensorMutableData);
SLOT(53, GetStringTensorDataLength);
SLOT(54, GetStringTensorContent);
SLOT(55, CastTypeInfoToTensorInfo);
SLOT(56, GetOnnxTypeFromTypeInfo);
SLOT(60, GetTensorElementType);
SLOT(61, GetDimensionsCount);
SLOT(62, GetDimensions);
SLOT(63, GetSymbolicDimensions);
SLOT(65, GetTensorTypeAndShape);
SLOT(67, GetValueType);
SLOT(69, CreateCpuMemoryInfo);
SLOT(76, AllocatorFree);
SLOT(78, GetAllocatorWithDefaultOptions);
SLOT(80, GetValue);
SLOT(81, GetValueCount);
SLOT(92, ReleaseEnv);
SLOT(93, ReleaseStatus);
SLOT(94, ReleaseMemoryInfo);
SLOT(95, ReleaseSession);
SLOT(96, ReleaseValue);
SLOT(97, ReleaseRunOptions);
SLOT(98, ReleaseTypeInfo);
SLOT(99, ReleaseTensorTypeAndShapeInfo);
SLOT(100, ReleaseSessionOptions);
SLOT(103, CastTypeInfoToMapTypeInfo);
SLOT(104, CastTypeInfoToSequenceTypeInfo);
SLOT(105, GetMapKeyType);
SLOT(106, GetMapValueType);
SLOT(107, GetSequenceElementType);
SLOT(111, SessionGetModelMetadata);
SLOT(112, ModelMetadataGetProducerName);
SLOT(113, ModelMetadataGetGraphName);
SLOT(114, ModelMetadataGetDomain);
SLOT(115, ModelMetadataGetDescription);
SLOT(116, ModelMetadataLookupCustomMetadataMap);
SLOT(117, ModelMetadataGetVersion);
SLOT(118, ReleaseModelMetadata);
SLOT(123, ModelMetadataGetCustomMetadataMapKeys);
SLOT(125, GetAvailableProviders);
SLOT(126, ReleaseAvailableProviders);
SLOT(130, AddSessionConfigEntry);
SLOT(192, HasValue);
SLOT(204, SessionOptionsAppendExecutionProvider_CUDA_V2);
SLOT(205, CreateCUDAProviderOptions);
SLOT(206, UpdateCUDAProviderOptions);
SLOT(208, ReleaseCUDAProviderOptions);
SLOT(216, SessionOptionsAppendExecutionProvider);
SLOT(250, CastTypeInfoToOptionalTypeInfo);
SLOT(251, GetOptionalContainedTypeInfo);
SLOT(252, GetResizedStringTensorElementBuffer);
SLOT(275, SessionOptionsAppendExecutionProvider_OpenVINO_V2);

// The version that has every function of `OrtApi`, and the one that has those of `OrtNewerApi`.
enum { REQUIRED_API = 20, NEWER_API = 24 };

typedef struct OrtNewerApi {
    void *reserved0[390];
    bool (*HasShape)(const OrtTensorTypeAndShapeInfo *);
    void *reserved391[23];
    OrtResult (*GetElementTypeAndShape)(const OrtValue *, OrtElementType *, const int64_t *_Nullable *_Nonnull,
                                        size_t *);
} OrtNewerApi;

_Static_assert(offsetof(OrtNewerApi, HasShape) == 390 * sizeof(void *), "not at slot 390");
_Static_assert(offsetof(OrtNewerApi, GetElementTypeAndShape) == 414 * sizeof(void *), "not at slot 414");

typedef struct OrtApiBase {
    const void *(*GetApi)(uint32_t version);
    const char *(*GetVersionString)(void);
} OrtApiBase;

/// The API version of a library by its own version: 1.N has API N. (Asking for more than it has prints to stderr.)
static uint32_t api_version(const char *version) {
    unsigned major = 0, minor = 0;
    if (sscanf(version, "%u.%u", &major, &minor) != 2) return 0;
    return major == 1 ? minor : major > 1 ? UINT32_MAX : 0;
}

OrtOpening ort_open(const char *path, OrtLibrary *library, char *message, size_t capacity) {
    *library = (OrtLibrary){0};
    void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        const char *reason = dlerror();
        snprintf(message, capacity, "%s", reason ? reason : "the dynamic linker gave no reason");
        return ORT_NOT_LOADED;
    }
    // The handle is never closed: the runtime's threads and thread-local data outlive every session.
    const OrtApiBase *(*get_base)(void) = (const OrtApiBase *(*)(void))dlsym(handle, "OrtGetApiBase");
    const OrtApiBase *base = get_base ? get_base() : NULL;
    if (!base) {
        snprintf(message, capacity, "it has no function OrtGetApiBase");
        return ORT_NOT_ONNXRUNTIME;
    }
    library->version = base->GetVersionString();
    uint32_t version = api_version(library->version);
    library->api = version >= REQUIRED_API ? base->GetApi(REQUIRED_API) : NULL;
    if (!library->api) {
        snprintf(message, capacity, "it is version %s", library->version);
        return ORT_TOO_OLD;
    }
    Dl_info file;
    library->path = dladdr((void *)get_base, &file) ? file.dli_fname : path;

    const OrtNewerApi *newer = version >= NEWER_API ? base->GetApi(NEWER_API) : NULL;
    if (newer) {
        library->HasShape = newer->HasShape;
        library->GetElementTypeAndShape = newer->GetElementTypeAndShape;
    }
    return ORT_OPENED;
}

void ort_find(const char *pattern, void *context, void (*found)(void *context, const char *path)) {
    glob_t matches;
    if (glob(pattern, 0, NULL, &matches) != 0) return;
    for (size_t index = 0; index < matches.gl_pathc; index++) found(context, matches.gl_pathv[index]);
    globfree(&matches);
}
