/** Whether a candidate is out for now (brokerage.md §B.2), and whether that is news. */
export const enum Aside {
  no,
  before,
  now,
}
