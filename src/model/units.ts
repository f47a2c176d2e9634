/** Units of the numbers that cross the model, so that signatures read as sentences. */

/** Simulated or real time: seconds after the start of the run. */
export type Seconds = number
/** An amount of data in bytes. */
export type Bytes = number
/** A row of the job table: where a job stands now; recycled after the job's end. */
export type JobRow = number
/** A job's public number: given in order of creation, never reused. */
export type PandaId = number
/** A row of the task table, recycled after the task's end. */
export type TaskRow = number
/** A row of the transfer table, recycled after the transfer's end. */
export type TransferRow = number
/** A row of the dataset table. */
export type DatasetRow = number

/** Stands for "no row" and "no queue" wherever a row or an index may be missing. */
export const NONE = -1
/** Stands for a site that is still to be chosen. */
export const TO_BE_CHOSEN = -2
export const SECONDS_PER_DAY = 86_400
