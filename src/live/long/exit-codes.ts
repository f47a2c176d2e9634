/** Exit codes of the servers of long tests: those of the command. */
export const STORE_FAILED = 70
export const BAD_INPUT = 2
