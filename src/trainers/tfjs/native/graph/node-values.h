// JavaScript values as C++ ones, tensors included. What is not as expected is a Failure, which ends as a JavaScript error.
#pragma once

#include <node_api.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace cambrian {

struct Failure {
  std::string what;
};

// TensorFlow reports through statuses; here they end as JavaScript errors that name what was being done.
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;
  TF_Status* get() { return status_; }
  void check(const std::string& doing) {
    if (TF_GetCode(status_) != TF_OK) throw Failure{doing + ": " + TF_Message(status_)};
  }

 private:
  TF_Status* status_;
};

struct DeleteTensor {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, DeleteTensor>;

inline void require(napi_status status, const char* expected) {
  if (status != napi_ok) throw Failure{std::string("the graph addon was called wrongly: expected ") + expected};
}

inline napi_value property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  require(napi_get_named_property(env, object, name, &value), name);
  return value;
}

inline double number(napi_env env, napi_value value) {
  double result = 0;
  require(napi_get_value_double(env, value, &result), "a number");
  return result;
}

inline int64_t integer(napi_env env, napi_value value) { return static_cast<int64_t>(number(env, value)); }

inline bool boolean(napi_env env, napi_value value) {
  bool result = false;
  require(napi_get_value_bool(env, value, &result), "a boolean");
  return result;
}

inline std::string text(napi_env env, napi_value value) {
  size_t length = 0;
  require(napi_get_value_string_utf8(env, value, nullptr, 0, &length), "a string");
  std::string result(length, '\0');
  require(napi_get_value_string_utf8(env, value, &result[0], length + 1, &length), "a string");
  return result;
}

inline bool isArray(napi_env env, napi_value value) {
  bool result = false;
  require(napi_is_array(env, value, &result), "a value");
  return result;
}

inline std::vector<napi_value> elements(napi_env env, napi_value array) {
  uint32_t length = 0;
  require(napi_get_array_length(env, array, &length), "an array");
  std::vector<napi_value> result(length);
  for (uint32_t i = 0; i < length; i++) require(napi_get_element(env, array, i, &result[i]), "an element");
  return result;
}

inline std::vector<int64_t> integers(napi_env env, napi_value array) {
  std::vector<int64_t> result;
  for (napi_value element : elements(env, array)) result.push_back(integer(env, element));
  return result;
}

inline Tensor copyIn(napi_env env, napi_value array, TF_DataType type, const std::vector<int64_t>& shape) {
  void* data = nullptr;
  size_t length = 0;
  napi_typedarray_type kind;
  napi_value buffer;
  size_t offset = 0;
  require(napi_get_typedarray_info(env, array, &kind, &length, &data, &buffer, &offset), "a typed array");
  size_t count = 1;
  for (int64_t size : shape) count *= static_cast<size_t>(size);
  if (count != length) {
    throw Failure{"a tensor of " + std::to_string(count) + " values was given " + std::to_string(length)};
  }
  const size_t bytes = length * TF_DataTypeSize(type);
  Tensor tensor(TF_AllocateTensor(type, shape.data(), static_cast<int>(shape.size()), bytes));
  if (tensor == nullptr) throw Failure{"out of memory: no room for " + std::to_string(bytes) + " bytes"};
  std::memcpy(TF_TensorData(tensor.get()), data, bytes);
  return tensor;
}

inline napi_value copyOut(napi_env env, TF_Tensor* tensor) {
  const TF_DataType type = TF_TensorType(tensor);
  const size_t bytes = TF_TensorByteSize(tensor);
  if (type != TF_FLOAT && type != TF_INT32) throw Failure{"only float32 and int32 tensors can be read"};
  void* data = nullptr;
  napi_value buffer;
  napi_value array;
  require(napi_create_arraybuffer(env, bytes, &data, &buffer), "memory for a result");
  if (bytes > 0) std::memcpy(data, TF_TensorData(tensor), bytes);
  const napi_typedarray_type kind = type == TF_FLOAT ? napi_float32_array : napi_int32_array;
  require(napi_create_typedarray(env, kind, bytes / TF_DataTypeSize(type), buffer, 0, &array), "an array");
  return array;
}

}  // namespace cambrian
