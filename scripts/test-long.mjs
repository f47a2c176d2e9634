// `npm run test:long -- [arguments]`: makes the checkout ready, then runs the long tests, which read the arguments themselves.
import { setUp } from './set-up.mjs'

await setUp({ dev: true })
await import('../dist/src/live/long/main.js')
