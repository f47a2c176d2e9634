import type { DecisionRecords } from '../../sim/decision-records.js'
import { Names } from '../../model/names.js'
import { keptTable } from './table.js'

/** A row a decision of brokerage. */
export const decisionsTable = keptTable<DecisionRecords>({
  name: 'decisions',
  about: 'A decision of brokerage: a bunch of jobs of a task that got a place, or a time that they got none.',
  order: ['decision'],
  records: ({ decisions }) => decisions,
  length: ({ decisions }) => decisions.length,
  columns: [
    {
      name: 'decision',
      type: 'whole',
      about: 'Number of the decision, from 1 in each run.',
      of: ({ decisions }) => [Int32Array.from({ length: decisions.length }, (_, row) => row + 1)],
    },
    { name: 'timeSeconds', type: 'seconds', about: 'When.', of: ({ decisions }) => [decisions.timeSeconds] },
    { name: 'task', type: 'name', about: 'Task of the jobs.', of: (kept) => [kept.decisions.task, kept.taskNames] },
    {
      name: 'ordinal',
      type: 'whole',
      about: 'Number of the first job within the task; the others are those next in line.',
      of: ({ decisions }) => [decisions.ordinal],
    },
    {
      name: 'pandaId',
      type: 'large',
      about: 'Attempt that the first job is at.',
      of: ({ decisions }) => [decisions.pandaId],
    },
    {
      name: 'jobs',
      type: 'whole',
      about: 'Jobs that got the place; or that wait for one.',
      of: ({ decisions }) => [decisions.jobs],
    },
    {
      name: 'outcome',
      type: 'name',
      about: 'placed, or why not.',
      of: (kept) => [kept.decisions.outcome, kept.outcomeNames],
    },
    {
      name: 'queue',
      type: 'name',
      about: 'Pseudo-queue that was chosen; empty: none.',
      of: ({ decisions, faces }) => [decisions.face, faces.map(({ queue }) => queue)],
    },
    {
      name: 'site',
      type: 'name',
      about: 'Its site.',
      of: ({ decisions, faces }) => [decisions.face, faces.map(({ site }) => site)],
    },
    {
      name: 'slotCores',
      type: 'whole',
      about: 'Cores of its slots; 0: any number.',
      of: ({ decisions, faces }) => [Float64Array.from(decisions.face, (face) => faces[face]?.cores ?? NaN)],
    },
    {
      name: 'weight',
      type: 'number',
      about: 'Its weight when it was chosen.',
      of: ({ decisions }) => [decisions.weight],
    },
    {
      name: 'weightFraction',
      type: 'number',
      about: 'That over the weights of all that could be chosen; empty: it was tried before them, whatever its weight.',
      of: ({ decisions }) => [decisions.weightFraction],
    },
    {
      name: 'rank',
      type: 'whole',
      about: 'Its place among the candidates by weight, from 1; 0: none was chosen.',
      of: ({ decisions }) => [decisions.rank],
    },
    {
      name: 'candidates',
      type: 'whole',
      about: 'Pseudo-queues that the steps of the policy left.',
      of: ({ decisions }) => [decisions.candidates],
    },
    {
      name: 'asked',
      type: 'whole',
      about: 'Pseudo-queues that there were before the first step.',
      of: ({ decisions }) => [decisions.asked],
    },
    {
      name: 'factors',
      type: 'name',
      about: 'What its weight is a product of, by weigher, as JSON; empty: none was chosen.',
      of: factorTexts,
    },
    {
      name: 'rankingList',
      type: 'whole',
      about: 'Verdicts that hold: those of this ranking; -1: none.',
      of: ({ decisions }) => [decisions.ranking],
    },
    {
      name: 'kindList',
      type: 'whole',
      about: 'And those on this kind of work, as the grid was; -1: none.',
      of: ({ decisions }) => [decisions.kind],
    },
  ],
})

/** Factors as texts: few of them differ, since a bunch like the one before gets the same. */
function factorTexts({ decisions, weigherNames }: DecisionRecords): readonly [Int32Array, readonly string[]] {
  const texts = new Names()
  const { factors, face, length } = decisions
  const numbers = Int32Array.from({ length }, (_, row) => {
    if (face[row] < 0) return -1
    const first = row * weigherNames.length
    return texts.numberOf(JSON.stringify(Object.fromEntries(weigherNames.map((name, i) => [name, factors[first + i]]))))
  })
  return [numbers, texts.all()]
}
