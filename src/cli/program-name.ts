/** How this program is called here: `cambrian` where it is installed, `npm run cambrian --` in the repository. */
export const PROGRAM = process.env.npm_lifecycle_event === undefined ? "cambrian" : "npm run cambrian --"
