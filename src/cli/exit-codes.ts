/** Exit codes of the command. */
export const exitCodes = {
  complete: 0,
  incomplete: 1,
  badInput: 2,
  notSeen: 3,
  different: 4,
  noServer: 69,
  broken: 70,
  notAllowed: 77,
  interrupted: 130,
} as const
