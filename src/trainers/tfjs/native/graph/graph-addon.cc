// Runs a recorded training step as one TensorFlow graph.
//
// The binding of tfjs-node executes one operation a call. A step has hundreds, and TensorFlow never sees more than one
// of them, so it can neither fuse them nor choose faster kernels for them. This addon builds the operations of a whole
// step into a graph, once, and runs it with one call. Shapes are fixed. State (parameters, momentum, …) stays here
// between runs; only what changes from step to step is copied in, and only what is asked for is copied out.
#include <node_api.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "tensorflow/c/c_api.h"

namespace {

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

// ---- JavaScript values -----------------------------------------------------------------------------------------

void require(napi_status status, const char* expected) {
  if (status != napi_ok) throw Failure{std::string("the graph addon was called wrongly: expected ") + expected};
}

napi_value property(napi_env env, napi_value object, const char* name) {
  napi_value value;
  require(napi_get_named_property(env, object, name, &value), name);
  return value;
}

double number(napi_env env, napi_value value) {
  double result = 0;
  require(napi_get_value_double(env, value, &result), "a number");
  return result;
}

int64_t integer(napi_env env, napi_value value) { return static_cast<int64_t>(number(env, value)); }

bool boolean(napi_env env, napi_value value) {
  bool result = false;
  require(napi_get_value_bool(env, value, &result), "a boolean");
  return result;
}

std::string text(napi_env env, napi_value value) {
  size_t length = 0;
  require(napi_get_value_string_utf8(env, value, nullptr, 0, &length), "a string");
  std::string result(length, '\0');
  require(napi_get_value_string_utf8(env, value, &result[0], length + 1, &length), "a string");
  return result;
}

bool isArray(napi_env env, napi_value value) {
  bool result = false;
  require(napi_is_array(env, value, &result), "a value");
  return result;
}

std::vector<napi_value> elements(napi_env env, napi_value array) {
  uint32_t length = 0;
  require(napi_get_array_length(env, array, &length), "an array");
  std::vector<napi_value> result(length);
  for (uint32_t i = 0; i < length; i++) require(napi_get_element(env, array, i, &result[i]), "an element");
  return result;
}

std::vector<int64_t> integers(napi_env env, napi_value array) {
  std::vector<int64_t> result;
  for (napi_value element : elements(env, array)) result.push_back(integer(env, element));
  return result;
}

Tensor copyIn(napi_env env, napi_value array, TF_DataType type, const std::vector<int64_t>& shape) {
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

napi_value copyOut(napi_env env, TF_Tensor* tensor) {
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

// ---- The graph -------------------------------------------------------------------------------------------------

// `state` is the number of the slot that an input is read from or an output is written to; below 0: handed over.
struct Input {
  TF_DataType type;
  std::vector<int64_t> shape;
  TF_Output place;
  int state;
};

struct Output {
  TF_Output place;
  int state;
};

struct Graph {
  TF_Graph* graph = TF_NewGraph();
  TF_Session* session = nullptr;
  std::vector<Input> inputs;
  std::vector<Output> outputs;
  std::vector<Tensor> state;

  Graph() = default;
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph() {
    Status status;
    if (session != nullptr) {
      TF_CloseSession(session, status.get());
      TF_DeleteSession(session, status.get());
    }
    TF_DeleteGraph(graph);
  }
};

// Attributes come in the form in which tfjs-node gives them to its binding.
void setAttribute(napi_env env, TF_OperationDescription* operation, napi_value attribute) {
  const std::string name = text(env, property(env, attribute, "name"));
  const int64_t type = integer(env, property(env, attribute, "type"));
  napi_value value = property(env, attribute, "value");
  switch (type) {
    case TF_ATTR_TYPE:
      return TF_SetAttrType(operation, name.c_str(), static_cast<TF_DataType>(integer(env, value)));
    case TF_ATTR_INT: {
      if (!isArray(env, value)) return TF_SetAttrInt(operation, name.c_str(), integer(env, value));
      const std::vector<int64_t> list = integers(env, value);
      return TF_SetAttrIntList(operation, name.c_str(), list.data(), static_cast<int>(list.size()));
    }
    case TF_ATTR_FLOAT:
      return TF_SetAttrFloat(operation, name.c_str(), static_cast<float>(number(env, value)));
    case TF_ATTR_BOOL:
      return TF_SetAttrBool(operation, name.c_str(), boolean(env, value) ? 1 : 0);
    case TF_ATTR_STRING: {
      const std::string string = text(env, value);
      return TF_SetAttrString(operation, name.c_str(), string.data(), string.size());
    }
    default:
      throw Failure{"the attribute " + name + " is of a kind that graphs here do not have"};
  }
}

using Values = std::vector<TF_Output>;

TF_Output& valueAt(Values& values, int64_t number) {
  if (number < 0 || static_cast<size_t>(number) >= values.size()) throw Failure{"a graph names a value that it has not"};
  return values[static_cast<size_t>(number)];
}

void addInput(napi_env env, Graph& graph, Values& values, napi_value description) {
  Input input;
  input.type = static_cast<TF_DataType>(integer(env, property(env, description, "type")));
  input.shape = integers(env, property(env, description, "shape"));
  input.state = static_cast<int>(integer(env, property(env, description, "state")));
  const std::string name = "input" + std::to_string(graph.inputs.size());
  TF_OperationDescription* operation = TF_NewOperation(graph.graph, "Placeholder", name.c_str());
  TF_SetAttrType(operation, "dtype", input.type);
  TF_SetAttrShape(operation, "shape", input.shape.data(), static_cast<int>(input.shape.size()));
  Status status;
  input.place = {TF_FinishOperation(operation, status.get()), 0};
  status.check("adding an input");
  valueAt(values, integer(env, property(env, description, "value"))) = input.place;
  if (input.state >= static_cast<int>(graph.state.size())) graph.state.resize(input.state + 1);
  graph.inputs.push_back(input);
}

void addConstant(napi_env env, Graph& graph, Values& values, napi_value description) {
  const int64_t number = integer(env, property(env, description, "value"));
  const auto type = static_cast<TF_DataType>(integer(env, property(env, description, "type")));
  const std::vector<int64_t> shape = integers(env, property(env, description, "shape"));
  const Tensor tensor = copyIn(env, property(env, description, "data"), type, shape);
  const std::string name = "constant" + std::to_string(number);
  TF_OperationDescription* operation = TF_NewOperation(graph.graph, "Const", name.c_str());
  TF_SetAttrType(operation, "dtype", type);
  Status status;
  TF_SetAttrTensor(operation, "value", tensor.get(), status.get());
  status.check("adding a constant");
  valueAt(values, number) = {TF_FinishOperation(operation, status.get()), 0};
  status.check("adding a constant");
}

// The first `list` inputs are one argument: the parts of a concatenation, for instance.
void addOperation(napi_env env, Graph& graph, Values& values, napi_value description, size_t index) {
  const std::string kind = text(env, property(env, description, "name"));
  const std::string name = "operation" + std::to_string(index);
  const int64_t list = integer(env, property(env, description, "list"));
  TF_OperationDescription* operation = TF_NewOperation(graph.graph, kind.c_str(), name.c_str());
  std::vector<TF_Output> inputs;
  for (int64_t value : integers(env, property(env, description, "inputs"))) inputs.push_back(valueAt(values, value));
  if (list > 0) TF_AddInputList(operation, inputs.data(), static_cast<int>(list));
  for (size_t i = static_cast<size_t>(list); i < inputs.size(); i++) TF_AddInput(operation, inputs[i]);
  for (napi_value attribute : elements(env, property(env, description, "attributes"))) {
    setAttribute(env, operation, attribute);
  }
  Status status;
  TF_Operation* finished = TF_FinishOperation(operation, status.get());
  status.check("adding " + kind);
  int output = 0;
  for (int64_t value : integers(env, property(env, description, "outputs"))) {
    valueAt(values, value) = {finished, output++};
  }
}

// As many threads as the environment says, which TensorFlow reads for sessions too.
void openSession(Graph& graph) {
  Status status;
  TF_SessionOptions* options = TF_NewSessionOptions();
  graph.session = TF_NewSession(graph.graph, options, status.get());
  TF_DeleteSessionOptions(options);
  status.check("opening a session");
}

std::unique_ptr<Graph> build(napi_env env, napi_value description) {
  auto graph = std::make_unique<Graph>();
  Values values(static_cast<size_t>(integer(env, property(env, description, "values"))));
  for (napi_value input : elements(env, property(env, description, "inputs"))) addInput(env, *graph, values, input);
  for (napi_value constant : elements(env, property(env, description, "constants"))) {
    addConstant(env, *graph, values, constant);
  }
  size_t index = 0;
  for (napi_value operation : elements(env, property(env, description, "operations"))) {
    addOperation(env, *graph, values, operation, index++);
  }
  for (napi_value output : elements(env, property(env, description, "outputs"))) {
    const TF_Output place = valueAt(values, integer(env, property(env, output, "value")));
    graph->outputs.push_back({place, static_cast<int>(integer(env, property(env, output, "state")))});
  }
  openSession(*graph);
  return graph;
}

Tensor& stateAt(Graph& graph, int slot) {
  if (slot < 0 || static_cast<size_t>(slot) >= graph.state.size()) throw Failure{"a graph has no such state"};
  return graph.state[static_cast<size_t>(slot)];
}

// Gives the outputs that are no state, in order. Where it fails the state is as it was.
std::vector<Tensor> run(napi_env env, Graph& graph, napi_value given) {
  const std::vector<napi_value> arrays = elements(env, given);
  std::vector<TF_Output> inputPlaces;
  std::vector<TF_Tensor*> inputTensors;
  std::vector<Tensor> copies;
  for (const Input& input : graph.inputs) {
    inputPlaces.push_back(input.place);
    if (input.state >= 0) {
      inputTensors.push_back(stateAt(graph, input.state).get());
      if (inputTensors.back() == nullptr) throw Failure{"a graph was run before its state was set"};
      continue;
    }
    if (copies.size() >= arrays.size()) throw Failure{"a graph was given too few inputs"};
    copies.push_back(copyIn(env, arrays[copies.size()], input.type, input.shape));
    inputTensors.push_back(copies.back().get());
  }
  std::vector<TF_Output> outputPlaces;
  for (const Output& output : graph.outputs) outputPlaces.push_back(output.place);
  std::vector<TF_Tensor*> results(outputPlaces.size(), nullptr);
  Status status;
  TF_SessionRun(graph.session, nullptr, inputPlaces.data(), inputTensors.data(), static_cast<int>(inputPlaces.size()),
                outputPlaces.data(), results.data(), static_cast<int>(results.size()), nullptr, 0, nullptr,
                status.get());
  status.check("running a graph");
  std::vector<Tensor> handed;
  for (size_t i = 0; i < results.size(); i++) {
    Tensor result(results[i]);
    if (graph.outputs[i].state >= 0) {
      stateAt(graph, graph.outputs[i].state) = std::move(result);
    } else {
      handed.push_back(std::move(result));
    }
  }
  return handed;
}

// ---- What JavaScript calls -------------------------------------------------------------------------------------

std::vector<napi_value> argumentsOf(napi_env env, napi_callback_info info, size_t expected) {
  size_t count = expected;
  std::vector<napi_value> values(expected);
  require(napi_get_cb_info(env, info, &count, values.data(), nullptr, nullptr), "arguments");
  if (count < expected) throw Failure{"the graph addon was called with too few arguments"};
  return values;
}

// What JavaScript holds: a graph until it is closed, then nothing.
using Handle = std::unique_ptr<Graph>;

Handle& handleOf(napi_env env, napi_value external) {
  void* handle = nullptr;
  require(napi_get_value_external(env, external, &handle), "a graph");
  return *static_cast<Handle*>(handle);
}

Graph& graphOf(napi_env env, napi_value external) {
  Handle& handle = handleOf(env, external);
  if (handle == nullptr) throw Failure{"a graph was used after it was closed"};
  return *handle;
}

template <typename Body>
napi_value answer(napi_env env, Body body) {
  try {
    return body();
  } catch (const Failure& failure) {
    napi_throw_error(env, nullptr, failure.what.c_str());
  } catch (const std::exception& exception) {
    napi_throw_error(env, nullptr, exception.what());
  }
  return nullptr;
}

// build(description) -> graph
napi_value Build(napi_env env, napi_callback_info info) {
  return answer(env, [&] {
    auto handle = std::make_unique<Handle>(build(env, argumentsOf(env, info, 1)[0]));
    napi_value external;
    const auto finalise = [](napi_env, void* data, void*) { delete static_cast<Handle*>(data); };
    require(napi_create_external(env, handle.get(), finalise, nullptr, &external), "a handle");
    handle.release();
    return external;
  });
}

// run(graph, arrays) -> arrays
napi_value Run(napi_env env, napi_callback_info info) {
  return answer(env, [&] {
    const std::vector<napi_value> given = argumentsOf(env, info, 2);
    const std::vector<Tensor> results = run(env, graphOf(env, given[0]), given[1]);
    napi_value array;
    require(napi_create_array_with_length(env, results.size(), &array), "an array");
    for (uint32_t i = 0; i < results.size(); i++) {
      require(napi_set_element(env, array, i, copyOut(env, results[i].get())), "an element");
    }
    return array;
  });
}

// setState(graph, slot, array)
napi_value SetState(napi_env env, napi_callback_info info) {
  return answer(env, [&]() -> napi_value {
    const std::vector<napi_value> given = argumentsOf(env, info, 3);
    Graph& graph = graphOf(env, given[0]);
    const int slot = static_cast<int>(integer(env, given[1]));
    for (const Input& input : graph.inputs) {
      if (input.state == slot) stateAt(graph, slot) = copyIn(env, given[2], input.type, input.shape);
    }
    return nullptr;
  });
}

// getState(graph, slot) -> array
napi_value GetState(napi_env env, napi_callback_info info) {
  return answer(env, [&] {
    const std::vector<napi_value> given = argumentsOf(env, info, 2);
    TF_Tensor* tensor = stateAt(graphOf(env, given[0]), static_cast<int>(integer(env, given[1]))).get();
    if (tensor == nullptr) throw Failure{"a graph's state was read before it was set"};
    return copyOut(env, tensor);
  });
}

// close(graph)
napi_value Close(napi_env env, napi_callback_info info) {
  return answer(env, [&]() -> napi_value {
    handleOf(env, argumentsOf(env, info, 1)[0]).reset();
    return nullptr;
  });
}

void add(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, nullptr, &function);
  napi_set_named_property(env, exports, name, function);
}

napi_value Initialise(napi_env env, napi_value exports) {
  add(env, exports, "build", Build);
  add(env, exports, "run", Run);
  add(env, exports, "setState", SetState);
  add(env, exports, "getState", GetState);
  add(env, exports, "close", Close);
  return exports;
}

}  // namespace

NAPI_MODULE(cambrian_graph, Initialise)
