// Tests run compiled: worker threads cannot load TypeScript on Node 20.
export default {
  files: ['dist/**/*.test.js'],
  timeout: '2m',
  concurrency: 2,
}
