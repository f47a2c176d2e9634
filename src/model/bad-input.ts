/**
 * Input that is turned away at the door: where it stands, what was found, what is allowed.
 * The command line prints its message alone and ends with exit code 2.
 */
export class BadInput extends Error {
  override readonly name = 'BadInput'

  /**
   * @param where file with line or path, e.g. `jobs.swf:12` or `day.yaml: pilots.startDelay`
   * @param found what stands there, in words
   * @param allowed what may stand there
   */
  constructor(
    readonly where: string,
    readonly found: string,
    readonly allowed: string,
  ) {
    super(`${where}: ${found}; allowed: ${allowed}`)
  }
}
