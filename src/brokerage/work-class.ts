/** Whose work it is to the watchdogs (brokerage.md §I.1): source labels fall into three classes. */
export type WorkClass = 'production' | 'analysis' | 'test'

/** Class of a source label: what is neither a user's nor a test is production, also under a name of its own. */
export function workClassOf(label: string): WorkClass {
  switch (label) {
    case 'user':
    case 'panda':
      return 'analysis'
    case 'test':
    case 'prod_test':
    case 'install':
      return 'test'
    default:
      return 'production'
  }
}
