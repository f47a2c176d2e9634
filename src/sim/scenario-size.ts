import type { ScenarioText } from './scenario-schema.js'
import type { SyntheticText } from './synthetic-schema.js'
import type { SyntheticSpec } from './synthetic-workload.js'

/** A synthetic scenario at another size: for tests and benches. */
export interface ScenarioSize {
  /** Part of the jobs, and of the cores that run them. */
  readonly scale: number
  /** So many times as long, at the same rate. */
  readonly length: number
}

/** Sites that a synthetic grid keeps at any size: a T0, all T1s and some T2s. */
const LEAST_SITES = 25

/** The scenario at another size. Traces are what they are; synthetic workloads and their grids shrink or grow. */
export function resized(text: ScenarioText, { scale, length }: ScenarioSize): ScenarioText {
  const { grid, workload } = text
  const isSynthetic = typeof grid === 'object' && 'synthetic' in grid
  return {
    ...text,
    grid: isSynthetic ? { synthetic: resizedGrid(grid.synthetic, scale) } : grid,
    workload:
      'synthetic' in workload ? { synthetic: resizedWorkload(workload.synthetic, { scale, length }) } : workload,
  }
}

/** The workload with smaller tasks where there are fewer jobs, so that tasks are still many. */
export function withTasksOfScale(spec: SyntheticSpec, scale: number): SyntheticSpec {
  if (scale >= 1) return spec
  const smaller = (jobs: number): number => Math.max(1, jobs * Math.sqrt(scale))
  return {
    ...spec,
    meanJobsPerTask: smaller(spec.meanJobsPerTask),
    classes: spec.classes.map((work) => ({
      ...work,
      ...(work.meanJobsPerTask !== undefined && { meanJobsPerTask: smaller(work.meanJobsPerTask) }),
    })),
  }
}

/** A small grid has fewer sites, too, so that they are still sites. */
function resizedGrid<T extends { sites: number; cores: number }>(text: T, scale: number): T {
  const fewer = Math.max(LEAST_SITES, Math.round(text.sites * Math.sqrt(scale)))
  return { ...text, cores: Math.round(text.cores * scale), sites: Math.min(text.sites, fewer) }
}

function resizedWorkload(text: SyntheticText, { scale, length }: ScenarioSize): SyntheticText {
  return { ...text, jobs: Math.round(text.jobs * scale * length), over: text.over * length }
}
