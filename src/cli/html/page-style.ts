/**
 * How the page looks: light and dark by the reader's own choice, one column that a phone can show. The colours of
 * the arms are those of Okabe and Ito (2008), which the colour-blind can tell apart.
 */
const LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#3f3f3f", "#56b4e9", "#7a4fb5"]
const DARK = ["#56b4e9", "#ff8a4c", "#2fc79a", "#e79cc4", "#f0c040", "#d8d8d8", "#8fb3ff", "#c0a0f0"]

/** Arms beyond the colours begin again with the first, so a page needs a class for each. */
export const pageStyle = (arms: number): string => `
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1c1c; --soft: #5a5a5a; --rule: #ddd; --shade: #f5f5f3; ${colours(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { --paper: #16181b; --ink: #ececec; --soft: #a8a8a8; --rule: #3a3d42; --shade: #1f2226; ${colours(DARK)} } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 52rem; padding: 1rem; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: .5rem 0; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 1.4rem 0 .3rem; } p, li { max-width: 44rem; }
figure { margin: 0 0 1rem; } figcaption, .soft { color: var(--soft); font-size: .875rem; }
svg { width: 100%; height: auto; display: block; font: 13px system-ui, sans-serif; } svg text { fill: var(--soft); }
@media (max-width: 36rem) { svg { font-size: 21px; } svg .y-title { display: none; } }
.axis-title, .lane { fill: var(--ink); } .grid { stroke: var(--rule); stroke-width: 1; fill: none; } .axis { stroke: var(--soft); fill: none; }
.line { fill: none; stroke: var(--c); stroke-width: 2.2; stroke-linejoin: round; } .dashed { stroke-dasharray: 6 4; stroke-width: 1.8; }
.band { fill: var(--c); opacity: .16; } .hint { fill: transparent; } .hint:hover { fill: var(--soft); opacity: .35; }
.dot { fill: var(--c); opacity: .8; } .faint { fill: var(--c); opacity: .3; }
.box { fill: var(--c); opacity: .16; } .whisker { stroke: var(--c); opacity: .5; } .median { stroke: var(--c); stroke-width: 2.6; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: .4rem 0; font-size: .9rem; }
.legend i { display: inline-block; width: 1.4em; height: .3em; border-radius: .15em; vertical-align: middle; margin-right: .4em; background: var(--c); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--rule); white-space: nowrap; } th { white-space: normal; min-width: 5rem; vertical-align: bottom; } td.n, th.n { text-align: right; }
pre { background: var(--shade); padding: .7rem; overflow-x: auto; font-size: .8rem; } code { overflow-wrap: anywhere; }
details { margin: .4rem 0; } summary { cursor: pointer; }
${Array.from({ length: arms }, (_, index) => `.arm-${index} { --c: var(--arm-${index % LIGHT.length}); }`).join("\n")}
`

const colours = (palette: readonly string[]): string =>
  palette.map((colour, index) => `--arm-${index}: ${colour};`).join(" ")
