/** Ends the command with a line of its own and an exit code: nothing is wrong with what was typed, nor with ailuro. */
export class CommandFailure extends Error {
  /** @param exitCode one of `exitCodes` */
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message)
  }
}
