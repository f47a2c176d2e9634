import { BadInput } from '../../../model/bad-input.js'

/** What a template may ask for. */
export interface TemplateFields {
  readonly queue: string
  readonly cores: number
  /** Of the whole slot. */
  readonly memoryMB: number
  readonly walltimeSeconds: number
  readonly walltimeMinutes: number
  /** Name that the pilot must ask under. */
  readonly name: string
  /** Where the server is, and the file that says so, read again when it has moved. */
  readonly url: string
  readonly urlFile: string
  /** File with the token that the pilot shows, which only its owner can read. */
  readonly tokenFile: string
  /** The pilot's own folder, and the file for what it writes. */
  readonly folder: string
  readonly log: string
  /** A program that runs `ailuro pilot` with all of this. */
  readonly script: string
  /** Folder of the storage that the queue is at; undefined: none is known. */
  readonly storage: string | undefined
}

export const templateFieldNames = [
  ...['queue', 'cores', 'memoryMB', 'walltimeSeconds', 'walltimeMinutes', 'name', 'url', 'urlFile', 'tokenFile'],
  ...['folder', 'log', 'script', 'storage'],
] as const as readonly (keyof TemplateFields)[]

/** What needs no quotes, neither in a shell nor in the files of batch systems. */
const PLAIN = /^[\w.,:/@%+=-]+$/

/** A text with fields such as `{{cores}}`, of which a file for the batch system is made for each pilot. */
export class SubmitTemplate {
  /**
   * @param file named in errors
   * @throws BadInput with line when it asks for what there is not, or by nothing says which pilot it is
   */
  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    const asked = new Set<string>()
    for (const [index, line] of text.split('\n').entries())
      for (const [whole, name] of line.matchAll(/\{\{([^{}]*)\}\}/g)) {
        if (!templateFieldNames.some((one) => one === name))
          throw new BadInput(`${file}:${index + 1}`, whole, templateFieldNames.map((one) => `{{${one}}}`).join(', '))
        asked.add(name)
      }
    if (!asked.has('script') && !asked.has('name'))
      throw new BadInput(file, 'neither {{script}} nor {{name}}', 'a template in which the pilot learns its name')
  }

  /**
   * The text for one pilot.
   * @throws BadInput when a value is missing, or would need quotes
   */
  fill(fields: TemplateFields): string {
    return this.text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: keyof TemplateFields) => {
      const value = String(fields[name] ?? '')
      if (PLAIN.test(value)) return value
      const found = value === '' ? `${whole} has no value for queue ${fields.queue}` : `${whole} is ${value}`
      throw new BadInput(this.file, found, 'letters, digits and _ . , : / @ % + = -')
    })
  }
}
