/** The Python that the example's program would be started with: `CAMBRIAN_PYTHON`, or python3 on the PATH. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

export const PYTHON = process.env.CAMBRIAN_PYTHON ?? "python3"

export const PYTORCH_EXAMPLE = fileURLToPath(new URL("../../examples/pytorch/", import.meta.url))

/** Runs lines of Python, or a file, in the example's folder. */
export const python = (args: readonly string[], input = "") => {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1" }
  return spawnSync(PYTHON, args, { cwd: PYTORCH_EXAMPLE, input, encoding: "utf8", env })
}

export const runs = (line: string): boolean => python(["-c", line]).status === 0
