// `npm run build`: installs and compiles what changed.
import { setUp } from './set-up.mjs'

await setUp({ dev: true })
