import { formatCount, formatFraction } from '../../../model/format.js'
import { tipped } from '../../report/draw.js'
import { type Figure, isNarrow } from '../../report/figure.js'
import { legend } from '../../report/legend.js'
import type { AgreementOf, CriterionCount } from '../agreement.js'
import { criterionWords } from '../shadow-sentences.js'
import type { ShadowReport } from '../shadow-report.js'

const MOST_BARS = 30
/** Pixels as vega reckons them without a screen: about 10 a character. */
const LONGEST_NAME = { wide: 320, narrow: 220 }

/** What parts the policy's choice from production's: a bar for each criterion. */
export function criteriaFigure({ agreement: { criteria, total } }: ShadowReport): Figure | undefined {
  if (criteria.length === 0) return undefined
  const bars = criteria.slice(0, MOST_BARS).map((one) => {
    const words = criterionWords(one)
    return {
      criterion: words,
      short: shortWords(one),
      part: one.jobs / total.jobs,
      tip: `${words}: ${formatCount(one.jobs)} jobs`,
    }
  })
  const [{ criterion, part }] = bars
  return {
    id: 'criteria',
    title: 'What parts them',
    caption:
      'Part of all jobs. Each job that the policy would have sent elsewhere counts once: the first step that refuses production’s queue, ' +
      'else the weigher that favours the policy’s queue most, else the chooser: a lot, a turn, the spreading of bunches.',
    panels: [
      {
        label: `Bars of what parts the choices. Most often, for ${formatFraction(part)} of jobs: ${criterion}.`,
        spec: (width) => ({
          width: isNarrow(width) ? 150 : 620,
          height: { step: 28 },
          data: { values: bars },
          mark: { type: 'bar', aria: true, color: 'var(--policy-0)' },
          encoding: {
            x: { field: 'part', type: 'quantitative', title: 'part of jobs', axis: { format: '.0%', tickCount: 4 } },
            y: {
              field: 'short',
              type: 'nominal',
              title: null,
              sort: null,
              axis: {
                labelLimit: isNarrow(width) ? LONGEST_NAME.narrow : LONGEST_NAME.wide,
                ticks: false,
                labelPadding: 6,
                domain: false,
              },
            },
            ...tipped,
          },
        }),
      },
    ],
    data: {
      columns: ['kind', 'name', 'decisions', 'jobs'],
      rows: criteria.map(({ kind, name, decisions, jobs }) => [kind, name, decisions, jobs]),
    },
  }
}

/** In so few words that they fit beside a chart. */
function shortWords({ kind, name }: CriterionCount): string {
  return { step: `${name} refuses`, weigher: `${name} weighs`, choice: `${name} chooses`, full: 'would wait' }[kind]
}

/** Agreement by site of production's choice, or by hour: two dots a name. */
export function agreementBy(report: ShadowReport, by: 'site' | 'hour'): Figure | undefined {
  const all = report.agreement.by[by]
  if (all.length < 2) return undefined
  const shown = all.slice(0, MOST_BARS)
  const dots = shown.flatMap((one) => [dot(one, 'same queue', one.sameQueue), dot(one, 'a candidate', one.candidate)])
  const names = shown.map(({ name }) => name)
  const whole = by === 'site' ? 'site of production’s choice' : 'hour of the day'
  return {
    id: `by-${by}`,
    title: by === 'site' ? 'Where they agree' : 'When they agree',
    caption: `Part of jobs that went to a queue which the policy would have taken too, and to a candidate of the policy’s, by ${whole}: ${shown.length < all.length ? `the ${shown.length} with most jobs of ${all.length}` : `all ${all.length}`}.`,
    panels: [
      {
        label: `Dots of agreement by ${whole}.`,
        ofSites: by === 'site',
        spec: (width) => ({
          width: isNarrow(width) ? 180 : 640,
          height: { step: 22 },
          data: { values: dots },
          mark: { type: 'circle', size: 70, opacity: 1, aria: true },
          encoding: {
            x: {
              field: 'part',
              type: 'quantitative',
              title: 'part of jobs',
              scale: { domain: [0, 1] },
              axis: { format: '.0%', tickCount: 5 },
            },
            y: {
              field: 'name',
              type: 'nominal',
              title: by === 'hour' ? 'hour' : null,
              sort: names,
              axis: {
                grid: true,
                ticks: false,
                domain: false,
                // Dots at nothing lie half across the axis.
                labelPadding: 9,
                labelLimit: isNarrow(width) ? LONGEST_NAME.narrow : LONGEST_NAME.wide,
              },
            },
            color: {
              field: 'what',
              type: 'nominal',
              scale: {
                domain: ['same queue', 'a candidate'],
                range: ['var(--policy-0)', 'var(--policy-1)'],
              },
              ...legend(width, 70),
            },
            ...tipped,
          },
        }),
      },
    ],
    data: {
      columns: [by, 'jobs', 'decisions', 'same queue', 'same site', 'candidate', 'among three', 'first'],
      rows: all.map((one) => [
        one.name,
        one.jobs,
        one.decisions,
        one.sameQueue,
        one.sameSite,
        one.candidate,
        one.amongThree,
        one.first,
      ]),
    },
  }
}

function dot(
  { name, jobs }: AgreementOf,
  what: string,
  count: number,
): { name: string; what: string; part: number; tip: string } {
  const part = jobs === 0 ? 0 : count / jobs
  return { name, what, part, tip: `${name}: ${what}, ${formatFraction(part)} of ${formatCount(jobs)} jobs` }
}
