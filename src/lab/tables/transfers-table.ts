import type { TransferRecords } from '../../sim/run-result.js'
import { keptTable } from './table.js'

/** A row a transfer. */
export const transfersTable = keptTable<TransferRecords>({
  name: 'transfers',
  about: 'A transfer of what one attempt reads or has written, from one site to another.',
  order: ['pandaId', 'transfer'],
  records: ({ records }) => records?.transfers,
  length: ({ length }) => length,
  columns: [
    {
      name: 'transfer',
      type: 'large',
      about: 'Number of the transfer, from 1 in each run.',
      of: (kept) => [kept.number],
    },
    { name: 'pandaId', type: 'large', about: 'Attempt that it was for.', of: (kept) => [kept.pandaId] },
    {
      name: 'kind',
      type: 'name',
      about: 'What was moved: input or output.',
      of: (kept) => [kept.kind, kept.kindNames],
    },
    { name: 'attempt', type: 'whole', about: 'The how manieth try to move it, from 1.', of: (kept) => [kept.attempt] },
    {
      name: 'source',
      type: 'name',
      about: 'Site that it came from.',
      of: (kept) => [kept.from, kept.siteNames],
    },
    {
      name: 'destination',
      type: 'name',
      about: 'Site that it went to.',
      of: (kept) => [kept.to, kept.siteNames],
    },
    { name: 'bytes', type: 'large', about: 'Size.', of: (kept) => [kept.bytes] },
    { name: 'orderedSeconds', type: 'seconds', about: 'It was ordered.', of: (kept) => [kept.orderedSeconds] },
    {
      name: 'endedSeconds',
      type: 'seconds',
      about: 'It arrived or was given up; empty: under way at the end of the run.',
      of: (kept) => [kept.endedSeconds],
    },
    {
      name: 'arrived',
      type: 'truth',
      about: 'Whether it arrived; false also while under way.',
      of: (kept) => [kept.arrived],
    },
  ],
})
