const LOOK_MILLISECONDS = 60_000

/**
 * What files hold, read anew after they have changed; they are looked at once a minute at most. What can no longer be read leaves
 * what was before.
 * @param stateOf something that is another one after a change
 * @throws what `read` throws, at the first time alone
 */
export function reread<Thing>(
  read: () => Thing,
  stateOf: () => string,
  warn: (words: string) => void,
  nowMilliseconds: () => number = Date.now,
): () => Thing {
  let thing = read()
  let state = stateOf()
  let looked = nowMilliseconds()
  const look = (): void => {
    const now = stateOf()
    if (now === state) return
    state = now
    thing = read()
  }
  return () => {
    if (Math.abs(nowMilliseconds() - looked) < LOOK_MILLISECONDS) return thing
    looked = nowMilliseconds()
    try {
      look()
    } catch (error) {
      warn(`what is trusted stays as it was: ${(error as Error).message}`)
    }
    return thing
  }
}
