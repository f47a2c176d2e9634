import { BadInput } from '../../model/bad-input.js'

/** A fault of one record, which the other records of its trace can do without. */
export class RecordFault extends BadInput {
  /**
   * @param where file with line or ordinal of the record
   * @param kind what such faults are counted under: the field, or what is wrong with the record as a whole
   * @param line line or ordinal of the record
   */
  constructor(
    where: string,
    found: string,
    allowed: string,
    readonly kind: string,
    readonly line: number,
  ) {
    super(where, found, allowed)
  }
}
