/** The process of a trial as a broken driver may make it: noise, perhaps some news, and an end as MISBEHAVIOUR says. */
const started = {
  kind: "started",
  device: "wasm (CPU)",
  facts: { device: "CPU", threads: 1, versions: {} },
  gradientError: 1e-7
}
process.stdout.write("Warning: a driver says something\n{}\n")
if (process.env.MISBEHAVIOUR !== "early") process.stdout.write(`${JSON.stringify(started)}\n`)
process.stderr.write("first words\nthe last word\n")
if (process.env.MISBEHAVIOUR === "hang") setInterval(() => undefined, 1000)
else if (process.env.MISBEHAVIOUR === "abort") process.kill(process.pid, "SIGKILL")
else process.exit(3)
