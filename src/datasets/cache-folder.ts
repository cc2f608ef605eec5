/** Where is kept what takes time to find out again; people may delete it at any moment. */
import { homedir } from "node:os"
import { join, resolve } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

/** CAMBRIAN_CACHE, else cambrian in XDG_CACHE_HOME, else ~/.cache/cambrian; always absolute. */
export const cacheFolder = (environment: Environment = process.env, home: string = homedir()): string => {
  const { CAMBRIAN_CACHE: own, XDG_CACHE_HOME: cache } = environment
  if (own) return resolve(own)
  return join(cache || join(home, ".cache"), "cambrian")
}
