// The part of ONNX Runtime's C interface that Aviary calls, declared by slot number.
//
// The interface is one table of function pointers. A slot that was released never moves and never changes its type, so
// a table that is declared up to the slots of API version 20 fits every library from 1.20 on. Slots that are not called
// are `reserved`, named by the first of them.

#ifndef CONNXRUNTIME_H
#define CONNXRUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct OrtStatus OrtStatus;
typedef struct OrtEnv OrtEnv;
typedef struct OrtMemoryInfo OrtMemoryInfo;
typedef struct OrtSession OrtSession;
typedef struct OrtSessionOptions OrtSessionOptions;
typedef struct OrtRunOptions OrtRunOptions;
typedef struct OrtValue OrtValue;
typedef struct OrtTypeInfo OrtTypeInfo;
typedef struct OrtTensorTypeAndShapeInfo OrtTensorTypeAndShapeInfo;
typedef struct OrtMapTypeInfo OrtMapTypeInfo;
typedef struct OrtSequenceTypeInfo OrtSequenceTypeInfo;
typedef struct OrtOptionalTypeInfo OrtOptionalTypeInfo;
typedef struct OrtModelMetadata OrtModelMetadata;
typedef struct OrtAllocator OrtAllocator;
typedef struct OrtCUDAProviderOptionsV2 OrtCUDAProviderOptionsV2;

// Enumerations of 32 bits; their cases are the raw values of enumerations on the Swift side.
typedef int32_t OrtErrorCode;
typedef int32_t OrtLoggingLevel;
typedef int32_t OrtElementType;
typedef int32_t OrtValueKind;

/// Where the runtime leaves memory that a tensor refers to.
enum { ORT_ALLOCATOR_DEVICE = 0, ORT_MEMORY_DEFAULT = 0 };

/// Receives the runtime's log lines, on any thread.
typedef void (*OrtLoggingFunction)(void *_Nullable parameter, OrtLoggingLevel severity, const char *_Nullable category,
                                   const char *_Nullable log_id, const char *_Nullable location,
                                   const char *_Nullable message);

/// What a function returns that may fail: null on success, otherwise an object to be released by slot 93.
typedef OrtStatus *_Nullable OrtResult;

/// Names, or keys and values: as many as the argument that follows says.
typedef const char *_Nullable const *_Nullable OrtStrings;

/// An argument that receives a pointer.
#define OUT(type) type *_Nullable *_Nonnull
/// A function that may fail.
#define CALL(name) OrtResult (*_Nonnull name)
/// A function that ends an object's life; it takes null as well.
#define RELEASE(type) void (*_Nonnull Release##type)(Ort##type *_Nullable)

/// The table, by slot number.
typedef struct OrtApi {
    uintptr_t reserved0[1];
    OrtErrorCode (*_Nonnull GetErrorCode)(const OrtStatus *);  // 1
    const char *_Nonnull (*_Nonnull GetErrorMessage)(const OrtStatus *);
    uintptr_t reserved3[1];
    CALL(CreateEnvWithCustomLogger)(OrtLoggingFunction, void *_Nullable, OrtLoggingLevel, const char *,
         OUT(OrtEnv));  // 4
    uintptr_t reserved5[2];
    CALL(CreateSession)(const OrtEnv *, const char *, const OrtSessionOptions *, OUT(OrtSession));  // 7
    CALL(CreateSessionFromArray)(const OrtEnv *, const void *_Nullable, size_t, const OrtSessionOptions *,
         OUT(OrtSession));
    CALL(Run)(OrtSession *, const OrtRunOptions *_Nullable, OrtStrings, const OrtValue *_Nullable const *_Nullable,
         size_t, OrtStrings, size_t, OrtValue *_Nullable *_Nonnull);
    CALL(CreateSessionOptions)(OUT(OrtSessionOptions));  // 10
    uintptr_t reserved11[11];
    CALL(SetSessionLogSeverityLevel)(OrtSessionOptions *, int);  // 22
    uintptr_t reserved23[1];
    CALL(SetIntraOpNumThreads)(OrtSessionOptions *, int);  // 24
    uintptr_t reserved25[5];
    CALL(SessionGetInputCount)(const OrtSession *, size_t *);  // 30
    CALL(SessionGetOutputCount)(const OrtSession *, size_t *);
    uintptr_t reserved32[1];
    CALL(SessionGetInputTypeInfo)(const OrtSession *, size_t, OUT(OrtTypeInfo));  // 33
    CALL(SessionGetOutputTypeInfo)(const OrtSession *, size_t, OUT(OrtTypeInfo));
    uintptr_t reserved35[1];
    CALL(SessionGetInputName)(const OrtSession *, size_t, OrtAllocator *, OUT(char));  // 36
    CALL(SessionGetOutputName)(const OrtSession *, size_t, OrtAllocator *, OUT(char));
    uintptr_t reserved38[1];
    CALL(CreateRunOptions)(OUT(OrtRunOptions));  // 39
    uintptr_t reserved40[6];
    CALL(RunOptionsSetTerminate)(OrtRunOptions *);  // 46
    uintptr_t reserved47[1];
    CALL(CreateTensorAsOrtValue)(OrtAllocator *, const int64_t *_Nullable, size_t, OrtElementType,
         OUT(OrtValue));  // 48
    CALL(CreateTensorWithDataAsOrtValue)(const OrtMemoryInfo *, void *_Nullable, size_t, const int64_t *_Nullable,
         size_t, OrtElementType, OUT(OrtValue));
    uintptr_t reserved50[1];
    CALL(GetTensorMutableData)(OrtValue *, OUT(void));  // 51
    uintptr_t reserved52[1];
    CALL(GetStringTensorDataLength)(const OrtValue *, size_t *);  // 53
    CALL(GetStringTensorContent)(const OrtValue *, void *_Nullable, size_t, size_t *_Nullable, size_t);
    CALL(CastTypeInfoToTensorInfo)(const OrtTypeInfo *, OUT(const OrtTensorTypeAndShapeInfo));
    CALL(GetOnnxTypeFromTypeInfo)(const OrtTypeInfo *, OrtValueKind *);  // 56
    uintptr_t reserved57[3];
    CALL(GetTensorElementType)(const OrtTensorTypeAndShapeInfo *, OrtElementType *);  // 60
    CALL(GetDimensionsCount)(const OrtTensorTypeAndShapeInfo *, size_t *);
    CALL(GetDimensions)(const OrtTensorTypeAndShapeInfo *, int64_t *_Nullable, size_t);
    CALL(GetSymbolicDimensions)(const OrtTensorTypeAndShapeInfo *, const char *_Nullable *_Nullable, size_t);  // 63
    uintptr_t reserved64[1];
    CALL(GetTensorTypeAndShape)(const OrtValue *, OUT(OrtTensorTypeAndShapeInfo));  // 65
    uintptr_t reserved66[1];
    CALL(GetValueType)(const OrtValue *, OrtValueKind *);  // 67
    uintptr_t reserved68[1];
    CALL(CreateCpuMemoryInfo)(int32_t, int32_t, OUT(OrtMemoryInfo));  // 69
    uintptr_t reserved70[6];
    CALL(AllocatorFree)(OrtAllocator *, void *_Nullable);  // 76
    uintptr_t reserved77[1];
    CALL(GetAllocatorWithDefaultOptions)(OUT(OrtAllocator));  // 78
    uintptr_t reserved79[1];
    CALL(GetValue)(const OrtValue *, int, OrtAllocator *, OUT(OrtValue));  // 80
    CALL(GetValueCount)(const OrtValue *, size_t *);
    uintptr_t reserved82[10];
    RELEASE(Env);  // 92
    RELEASE(Status);
    RELEASE(MemoryInfo);
    RELEASE(Session);
    RELEASE(Value);
    RELEASE(RunOptions);
    RELEASE(TypeInfo);
    RELEASE(TensorTypeAndShapeInfo);
    RELEASE(SessionOptions);  // 100
    uintptr_t reserved101[2];
    CALL(CastTypeInfoToMapTypeInfo)(const OrtTypeInfo *, OUT(const OrtMapTypeInfo));  // 103
    CALL(CastTypeInfoToSequenceTypeInfo)(const OrtTypeInfo *, OUT(const OrtSequenceTypeInfo));
    CALL(GetMapKeyType)(const OrtMapTypeInfo *, OrtElementType *);
    CALL(GetMapValueType)(const OrtMapTypeInfo *, OUT(OrtTypeInfo));
    CALL(GetSequenceElementType)(const OrtSequenceTypeInfo *, OUT(OrtTypeInfo));  // 107
    uintptr_t reserved108[3];
    CALL(SessionGetModelMetadata)(const OrtSession *, OUT(OrtModelMetadata));  // 111
    CALL(ModelMetadataGetProducerName)(const OrtModelMetadata *, OrtAllocator *, OUT(char));
    CALL(ModelMetadataGetGraphName)(const OrtModelMetadata *, OrtAllocator *, OUT(char));
    CALL(ModelMetadataGetDomain)(const OrtModelMetadata *, OrtAllocator *, OUT(char));
    CALL(ModelMetadataGetDescription)(const OrtModelMetadata *, OrtAllocator *, OUT(char));
    CALL(ModelMetadataLookupCustomMetadataMap)(const OrtModelMetadata *, OrtAllocator *, const char *, OUT(char));
    CALL(ModelMetadataGetVersion)(const OrtModelMetadata *, int64_t *);
    RELEASE(ModelMetadata);  // 118
    uintptr_t reserved119[4];
    CALL(ModelMetadataGetCustomMetadataMapKeys)(const OrtModelMetadata *, OrtAllocator *, OUT(char *_Nullable),
         int64_t *);  // 123
    uintptr_t reserved124[1];
    CALL(GetAvailableProviders)(OUT(char *_Nullable), int *);  // 125
    CALL(ReleaseAvailableProviders)(char *_Nullable *_Nullable, int);
    uintptr_t reserved127[3];
    CALL(AddSessionConfigEntry)(OrtSessionOptions *, const char *, const char *);  // 130
    uintptr_t reserved131[61];
    CALL(HasValue)(const OrtValue *, int *);  // 192
    uintptr_t reserved193[11];
    CALL(SessionOptionsAppendExecutionProvider_CUDA_V2)(OrtSessionOptions *,
         const OrtCUDAProviderOptionsV2 *);  // 204
    CALL(CreateCUDAProviderOptions)(OUT(OrtCUDAProviderOptionsV2));
    CALL(UpdateCUDAProviderOptions)(OrtCUDAProviderOptionsV2 *, OrtStrings, OrtStrings, size_t);
    uintptr_t reserved207[1];
    void (*_Nonnull ReleaseCUDAProviderOptions)(OrtCUDAProviderOptionsV2 *_Nullable);  // 208
    uintptr_t reserved209[7];
    CALL(SessionOptionsAppendExecutionProvider)(OrtSessionOptions *, const char *, OrtStrings, OrtStrings,
         size_t);  // 216
    uintptr_t reserved217[33];
    CALL(CastTypeInfoToOptionalTypeInfo)(const OrtTypeInfo *, OUT(const OrtOptionalTypeInfo));  // 250
    CALL(GetOptionalContainedTypeInfo)(const OrtOptionalTypeInfo *, OUT(OrtTypeInfo));
    CALL(GetResizedStringTensorElementBuffer)(OrtValue *, size_t, size_t, OUT(char));  // 252
    uintptr_t reserved253[22];
    CALL(SessionOptionsAppendExecutionProvider_OpenVINO_V2)(OrtSessionOptions *, OrtStrings, OrtStrings,
         size_t);  // 275
} OrtApi;

/// An opened library: its table, and newer functions where it has them.
typedef struct OrtLibrary {
    const OrtApi *_Nullable api;
    /// Such as `1.32.0`.
    const char *_Nullable version;
    /// The file that the dynamic linker opened.
    const char *_Nullable path;
    /// API 24: tells an unknown rank from a scalar.
    bool (*_Nullable HasShape)(const OrtTensorTypeAndShapeInfo *);
    /// API 24: type and shape of a tensor without an object that describes them.
    OrtResult (*_Nullable GetElementTypeAndShape)(const OrtValue *, OrtElementType *, OUT(const int64_t),
                                                  size_t *);
} OrtLibrary;

typedef enum OrtOpening : int32_t {
    ORT_OPENED,
    /// The dynamic linker found no such file, or cannot load it.
    ORT_NOT_LOADED,
    /// A library, but another one.
    ORT_NOT_ONNXRUNTIME,
    /// An ONNX Runtime whose table lacks functions that Aviary calls.
    ORT_TOO_OLD,
} OrtOpening;

/// Opens a library for the rest of the process's life.
///
/// `path` has a slash, or is a name for the dynamic linker to look up. When the library cannot be used, `message` gets
/// the reason as text that is cut to its capacity.
OrtOpening ort_open(const char *path, OrtLibrary *library, char *message, size_t capacity);

/// Finds the files that a shell pattern matches, and calls `found` with each.
void ort_find(const char *pattern, void *_Nullable context, void (*found)(void *_Nullable context, const char *path));

#undef RELEASE
#undef CALL
#undef OUT

#pragma clang assume_nonnull end

#endif
