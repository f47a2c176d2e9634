/** The library `ailuro/sim`: scenarios in, results out. */
export { readGrid } from './grid-file.js'
export { type GridSpec } from './grid-spec.js'
export { type RunResult, type RunSummary } from './run-result.js'
export { type Moment, runUntil, type RunUntilOptions } from './run-until.js'
export { readScenario, replayScenario, type ReplayRequest } from './scenario-file.js'
export type { ScenarioSize } from './scenario-size.js'
export { type Scenario, simulate, type SimulateOptions } from './simulate.js'
export { version } from './version.js'
