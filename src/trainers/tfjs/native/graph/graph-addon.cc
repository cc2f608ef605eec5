// Runs a recorded training step as one TensorFlow graph.
//
// The binding of tfjs-node executes one operation a call. A step has hundreds, and TensorFlow never sees more than one
// of them, so it can neither fuse them nor choose faster kernels for them. This addon builds the operations of a whole
// step into a graph, once, and runs it with one call. Shapes are fixed. State (parameters, momentum, …) stays here
// between runs; only what changes from step to step is copied in, and only what is asked for is copied out.
#include "graph.h"

using namespace cambrian;

namespace {

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
