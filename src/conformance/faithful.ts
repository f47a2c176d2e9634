import type { Constants } from '../model/constants.js'

/** Constants with every quirk of PanDA's code switched on. */
export function faithful(constants: Constants): Constants {
  const quirks = Object.keys(constants).filter((name) => name.startsWith('quirk'))
  return { ...constants, ...Object.fromEntries(quirks.map((name) => [name, 1])) }
}
