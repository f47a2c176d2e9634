import type { SiteSeries } from '../../sim/run-result.js'
import { type KeptColumn, keptTable } from './table.js'

type Measure = Exclude<keyof SiteSeries, 'timeSeconds' | 'sites'>

const measure = (name: Measure, type: 'whole' | 'number', about: string): KeptColumn<SiteSeries> => ({
  name,
  type,
  about,
  of: (series) => [series[name].flat()],
})

/** A row a site and step of time. */
export const sitesTable = keptTable<SiteSeries>({
  name: 'sites',
  about: 'A site at the end of a step of time.',
  order: ['row'],
  records: ({ records, siteSeries }) => records && siteSeries,
  length: ({ sites, timeSeconds }) => sites.length * timeSeconds.length,
  columns: [
    {
      name: 'site',
      type: 'name',
      about: 'The site.',
      of: ({ sites, timeSeconds }) => [sites.flatMap((_, site) => timeSeconds.map(() => site)), sites],
    },
    {
      name: 'timeSeconds',
      type: 'seconds',
      about: 'End of the step.',
      of: ({ sites, timeSeconds }) => [sites.flatMap(() => timeSeconds)],
    },
    measure('busyFraction', 'number', 'Cores that pilots hold over cores there are.'),
    measure('activated', 'whole', 'Jobs that wait for a pilot.'),
    measure('running', 'whole', 'Jobs that run.'),
    measure('transferring', 'whole', 'Jobs whose output is being moved.'),
    measure('failedAttempts', 'whole', 'Attempts that failed in the step.'),
  ],
})
