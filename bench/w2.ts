import { learnerSteps } from "./training/learner-steps.ts"

const step = await learnerSteps("wasm", process.argv[2] as any, Number(process.argv[3]))
for (let i = 0; i < 5; i++) await step()
const c0 = process.cpuUsage()
const t = performance.now()
let n = 0
while (performance.now() - t < 3000) {
  await step()
  n++
}
const c = process.cpuUsage(c0)
console.log(
  process.argv[2],
  process.argv[3],
  n,
  "ms/step wall",
  ((performance.now() - t) / n).toFixed(2),
  "cpu",
  ((c.user + c.system) / 1000 / n).toFixed(2)
)
