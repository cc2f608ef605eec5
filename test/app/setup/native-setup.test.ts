/** The set-up of native TensorFlow: what it makes, what it refuses, and that nothing half done is taken for whole. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { describe, expect, it, onTestFinished } from "vitest"
import { BadInput } from "../../../src/app/bad-input.ts"
import { NATIVE_PATHS, nativeFolder } from "../../../src/trainers/tfjs/native/native-folder.ts"
import { readReady } from "../../../src/trainers/tfjs/native/ready-file.ts"
import { NODE } from "../../cli/cambrian-process.ts"
import { fakeTools, GOOD_MACHINE, RIGHT, setUp } from "./fake-setup.ts"
import { TENSORFLOW_FILES, writeWheel } from "./small-wheel.ts"

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-setup-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, "native")
}

const ALL_CALLS = ["wheel tensorflow-cpu", "packages", "compile", "try"]

describe("setting up native TensorFlow", () => {
  it("makes all its parts, is ready only then, and says so at once when it is asked again", async () => {
    const folder = emptyFolder()
    const calls: string[] = []
    expect(readReady(folder)).toMatch(/is not set up in .*; run “cambrian setup native”/)
    const result = await setUp({ folder, tools: fakeTools(calls) })
    expect(calls).toEqual(ALL_CALLS)
    expect(result).toMatchObject({ folder, ready: { tensorflow: "2.16.2", build: "cpu", device: "CPU" } })
    expect(readReady(folder)).toMatchObject({ gradients: [{ operation: "ReLU" }] })
    expect(readFileSync(join(folder, NATIVE_PATHS.library), "utf8")).toBe("the library")
    expect(existsSync(join(folder, "tensorflow/include/tensorflow/c/c_api.h"))).toBe(true)
    for (const gone of ["wheel", "scratch", "setup.lock"])
      expect(existsSync(join(folder, gone)), gone).toBe(false)

    expect(await setUp({ folder, tools: fakeTools(calls) })).toMatchObject({ made: [] })
    expect(calls).toEqual(ALL_CALLS)
  })

  it("names everything that is missing at once, and changes nothing", async () => {
    const folder = emptyFolder()
    const machine = { ...GOOD_MACHINE, compiler: undefined, pip: undefined, npm: undefined, freeBytes: 1e8 }
    const calls: string[] = []
    const sentence = await setUp({ folder, tools: fakeTools(calls), machine })
    expect(sentence).toMatch(/^native TensorFlow cannot be set up here; nothing was changed: /)
    for (const part of [
      /0\.1 GB free and 1\.1 GB are needed/,
      /install g\+\+/,
      /python3-pip/,
      /npm does not run/
    ])
      expect(sentence).toMatch(part)
    expect(calls).toEqual([])
    expect(existsSync(folder)).toBe(false)
  })

  it.each([
    [
      { platform: "darwin", architecture: "arm64", glibc: undefined },
      /Linux on x64, and this is darwin on arm64/
    ],
    [{ glibc: undefined }, /another one \(Alpine, perhaps\)/],
    [{ glibc: "2.12" }, /2\.17 or newer, and this system has 2\.12/],
    [{ isWritable: false }, /cannot be written to: name another folder/]
  ])("refuses a machine with %j", async (facts, reason) => {
    const folder = emptyFolder()
    const machine = { ...GOOD_MACHINE, ...facts }
    expect(await setUp({ folder, tools: fakeTools([]), machine })).toMatch(reason)
    expect(existsSync(folder)).toBe(false)
  })

  it("needs neither pip nor the network with a wheel at hand, of whatever version", async () => {
    const folder = emptyFolder()
    const wheel = join(folder, "../tensorflow_cpu-2.15.1.whl")
    writeWheel(wheel, { distribution: "tensorflow-cpu", version: "2.15.1", files: TENSORFLOW_FILES })
    const calls: string[] = []
    const machine = { ...GOOD_MACHINE, pip: undefined }
    const result = await setUp({ folder, tools: fakeTools(calls), machine, wheel })
    expect(result).toMatchObject({ ready: { tensorflow: "2.15.1" } })
    expect(calls).toEqual(["packages", "compile", "try"])
    expect(existsSync(wheel)).toBe(true)
  })

  it.each([
    ["fetching", ALL_CALLS],
    ["compiling", ["compile", "try"]],
    ["checking", ["try"]]
  ])("goes on where it was after SIGKILL while %s", async (moment, left) => {
    const folder = emptyFolder()
    const program = fileURLToPath(new URL("./killed-setup.ts", import.meta.url))
    const { signal } = spawnSync(NODE, [program, folder, moment])
    expect(signal).toBe("SIGKILL")
    expect(readReady(folder)).toMatch(/is not set up/)
    const calls: string[] = []
    expect(await setUp({ folder, tools: fakeTools(calls) })).toMatchObject({ ready: { build: "cpu" } })
    expect(calls).toEqual(left)
  })

  it("does again what was changed behind its back, though it was marked as done", async () => {
    const folder = emptyFolder()
    const stop = () => Effect.fail(new BadInput({ message: "no compiler today" }))
    expect(await setUp({ folder, tools: fakeTools([], { compile: stop }) })).toBe("no compiler today")
    writeFileSync(join(folder, NATIVE_PATHS.framework), "the framewerk")
    const calls: string[] = []
    await setUp({ folder, tools: fakeTools(calls) })
    expect(calls).toEqual(["compile", "try"])
    expect(readFileSync(join(folder, NATIVE_PATHS.framework), "utf8")).toBe("the framework")
  })

  it("refuses a wheel that is cut off or not what its own record says", async () => {
    const folder = emptyFolder()
    const wheel = join(folder, "../w.whl")
    const contents = { distribution: "tensorflow-cpu", version: "2.16.2", files: TENSORFLOW_FILES }
    writeWheel(wheel, { ...contents, lieAbout: "tensorflow/libtensorflow_cc.so.2" })
    const tools = fakeTools([])
    expect(await setUp({ folder, tools, wheel })).toMatch(
      /libtensorflow_cc\.so\.2 is not what the wheel's RECORD says/
    )
    expect(existsSync(join(folder, "tensorflow"))).toBe(false)
    writeWheel(wheel, contents)
    truncateSync(wheel, 300)
    expect(await setUp({ folder, tools, wheel })).toMatch(/is not a whole zip file/)
    writeWheel(wheel, { ...contents, distribution: "numpy" })
    expect(await setUp({ folder, tools, wheel })).toMatch(
      /is of numpy, and a wheel of tensorflow-cpu is needed/
    )
    writeWheel(wheel, { ...contents, files: { "tensorflow/old.so": "2.9" } })
    expect(await setUp({ folder, tools, wheel })).toMatch(/give one of TensorFlow 2\.12 or newer/)
  })

  it("is not ready while a gradient is wrong", async () => {
    const folder = emptyFolder()
    const wrong = { ...RIGHT, gradients: [{ operation: "max pooling", error: 0.5, ok: false }] }
    const tools = fakeTools([], { tryGradients: () => Effect.succeed(wrong) })
    expect(await setUp({ folder, tools })).toMatch(
      /wrong gradients for max pooling here, so it is not made ready/
    )
    expect(readReady(folder)).toMatch(/is not set up/)
  })

  it("says of a library that was deleted to run it again, which mends it", async () => {
    const folder = emptyFolder()
    await setUp({ folder, tools: fakeTools([]) })
    rmSync(join(folder, NATIVE_PATHS.library))
    expect(readReady(folder)).toMatch(
      /is damaged \(tensorflow\/lib\/libtensorflow_cc\.so\.2 .*setup native” again/
    )
    const calls: string[] = []
    await setUp({ folder, tools: fakeTools(calls) })
    expect(calls).toEqual(["wheel tensorflow-cpu", "compile", "try"])
    expect(readReady(folder)).toMatchObject({ build: "cpu" })
  })

  it("keeps a second set-up out of a folder while the first is at work", async () => {
    const folder = emptyFolder()
    await setUp({
      folder,
      tools: fakeTools([], { tryGradients: () => Effect.fail(new BadInput({ message: "x" })) })
    })
    writeFileSync(join(folder, "setup.lock"), String(process.ppid))
    expect(await setUp({ folder, tools: fakeTools([]) })).toMatch(
      /^process \d+ is setting up native TensorFlow/
    )
    writeFileSync(join(folder, "setup.lock"), "4194304999")
    expect(await setUp({ folder, tools: fakeTools([]) })).toMatchObject({ ready: { build: "cpu" } })
  })
})

describe("setting it up with CUDA", () => {
  it("brings NVIDIA's libraries to where TensorFlow's run path looks for them", async () => {
    const folder = emptyFolder()
    await setUp({ folder, tools: fakeTools([]), gpu: true })
    expect(readFileSync(join(folder, NATIVE_PATHS.graphics, "cusolver/lib/x.so"), "utf8")).toBe("x")
    expect(readFileSync(join(folder, NATIVE_PATHS.graphics, "cuda_runtime/lib/x.so"), "utf8")).toBe("x")
    expect(readReady(folder)).toMatchObject({ build: "cuda", notes: [/no graphics card was found/] })
  })

  it("falls back to the processor where the driver aborts the process, and says so", async () => {
    const folder = emptyFolder()
    const tools = fakeTools([], {
      tryGradients: (_folder, { CUDA_VISIBLE_DEVICES: card }) =>
        card === "-1"
          ? Effect.succeed(RIGHT)
          : Effect.fail(new BadInput({ message: "it was killed by SIGABRT" }))
    })
    await setUp({ folder, tools, gpu: true })
    expect(readReady(folder)).toMatchObject({ notes: [/could not be used \(it was killed by SIGABRT\)/] })
  })
})

describe("its folder", () => {
  it("is the one that is named, or among the person's data", () => {
    expect(nativeFolder({ CAMBRIAN_NATIVE: "/a/b", XDG_DATA_HOME: "/x" }, "/home/p")).toBe("/a/b")
    expect(nativeFolder({ XDG_DATA_HOME: "/x" }, "/home/p")).toBe("/x/cambrian/native")
    expect(nativeFolder({}, "/home/p")).toBe("/home/p/.local/share/cambrian/native")
  })
})
