/** The tables of a results folder. */
import { attemptsTable } from './attempts-table.js'
import { decisionsTable } from './decisions-table.js'
import { jobsTable } from './jobs-table.js'
import { sitesTable } from './sites-table.js'
import type { Table } from './table.js'
import { transfersTable } from './transfers-table.js'
import { verdictsTable } from './verdicts-table.js'

/** All tables; those made of others come after them. */
export const tables: readonly Table[] = [
  attemptsTable,
  jobsTable,
  transfersTable,
  decisionsTable,
  verdictsTable,
  sitesTable,
]
