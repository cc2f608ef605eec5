// A graph of TensorFlow that keeps its state between runs: built from a description, run with the inputs that change.
#pragma once

#include "node-values.h"

namespace cambrian {

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
inline void setAttribute(napi_env env, TF_OperationDescription* operation, napi_value attribute) {
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

inline TF_Output& valueAt(Values& values, int64_t number) {
  if (number < 0 || static_cast<size_t>(number) >= values.size()) throw Failure{"a graph names a value that it has not"};
  return values[static_cast<size_t>(number)];
}

inline void addInput(napi_env env, Graph& graph, Values& values, napi_value description) {
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

inline void addConstant(napi_env env, Graph& graph, Values& values, napi_value description) {
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
inline void addOperation(napi_env env, Graph& graph, Values& values, napi_value description, size_t index) {
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
inline void openSession(Graph& graph) {
  Status status;
  TF_SessionOptions* options = TF_NewSessionOptions();
  graph.session = TF_NewSession(graph.graph, options, status.get());
  TF_DeleteSessionOptions(options);
  status.check("opening a session");
}

inline std::unique_ptr<Graph> build(napi_env env, napi_value description) {
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

inline Tensor& stateAt(Graph& graph, int slot) {
  if (slot < 0 || static_cast<size_t>(slot) >= graph.state.size()) throw Failure{"a graph has no such state"};
  return graph.state[static_cast<size_t>(slot)];
}

// Gives the outputs that are no state, in order. Where it fails the state is as it was.
inline std::vector<Tensor> run(napi_env env, Graph& graph, napi_value given) {
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

}  // namespace cambrian
