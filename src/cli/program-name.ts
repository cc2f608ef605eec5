/** How this program is called here: `cambrian` where it is installed, `npm run cambrian --` in the repository. */
export const PROGRAM = import.meta.url.endsWith(".ts") ? "npm run cambrian --" : "cambrian"
