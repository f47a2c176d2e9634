import type { DecisionRecords } from '../../sim/decision-records.js'
import { keptTable } from './table.js'

/** A row a verdict on a pseudo-queue. */
export const verdictsTable = keptTable<DecisionRecords>({
  name: 'verdicts',
  about:
    'A verdict on a pseudo-queue. Those of a kind of work hold until the grid changes, those of a ranking for its decisions; ' +
    'pseudo-queues in neither list were lighter than all candidates.',
  isParquetOnly: true,
  order: ['row'],
  records: ({ decisions }) => decisions,
  length: ({ verdicts }) => verdicts.length,
  columns: [
    {
      name: 'rankingList',
      type: 'whole',
      about: 'Ranking it is of; -1: of a kind of work.',
      of: ({ verdicts }) => [verdicts.ranking],
    },
    {
      name: 'kindList',
      type: 'whole',
      about: 'Kind of work it is of, as the grid was; -1: of a ranking.',
      of: ({ verdicts }) => [verdicts.kind],
    },
    {
      name: 'queue',
      type: 'name',
      about: 'Pseudo-queue.',
      of: ({ verdicts, faces }) => [verdicts.face, faces.map(({ queue }) => queue)],
    },
    {
      name: 'site',
      type: 'name',
      about: 'Its site.',
      of: ({ verdicts, faces }) => [verdicts.face, faces.map(({ site }) => site)],
    },
    {
      name: 'slotCores',
      type: 'whole',
      about: 'Cores of its slots; 0: any number.',
      of: ({ verdicts, faces }) => [Int32Array.from(verdicts.face, (face) => faces[face].cores)],
    },
    {
      name: 'siteQueues',
      type: 'whole',
      about: 'Pseudo-queues of its site.',
      of: ({ verdicts, faces }) => {
        const counts = new Map<string, number>()
        for (const { site } of faces) counts.set(site, (counts.get(site) ?? 0) + 1)
        const ofFace = faces.map(({ site }) => counts.get(site) as number)
        return [Int32Array.from(verdicts.face, (face) => ofFace[face])]
      },
    },
    {
      name: 'step',
      type: 'name',
      about: 'Step of the policy that refused it; empty: it is a candidate.',
      of: (kept) => [kept.verdicts.step, kept.stepNames],
    },
    {
      name: 'tag',
      type: 'name',
      about: "Operators' word for the refusal; empty: it is a candidate.",
      of: (kept) => [kept.verdicts.tag, kept.tagNames],
    },
    {
      name: 'bound',
      type: 'name',
      about: 'How what was found must lie to the limit: at most, at least, below; empty: it compares no numbers.',
      of: (kept) => [kept.verdicts.tag, kept.boundNames],
    },
    {
      name: 'unit',
      type: 'name',
      about: 'What both are counted in.',
      of: (kept) => [kept.verdicts.tag, kept.unitNames],
    },
    {
      name: 'isTemporary',
      type: 'truth',
      about: 'Whether the refusal holds only for now.',
      of: ({ verdicts }) => [verdicts.isTemporary],
    },
    {
      name: 'observed',
      type: 'number',
      about: "What was found, in the step's unit; empty: it compares no numbers.",
      of: ({ verdicts }) => [verdicts.observed],
    },
    {
      name: 'limit',
      type: 'number',
      about: 'What is allowed, in the same unit.',
      of: ({ verdicts }) => [verdicts.limit],
    },
    {
      name: 'weight',
      type: 'number',
      about: 'Weight of a candidate before any job was placed.',
      of: ({ verdicts }) => [verdicts.weight],
    },
  ],
})
