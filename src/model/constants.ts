/** The named constants of the system with PanDA's own values; a scenario or a server's configuration may override each. */
export const defaultConstants = {
  /** Seconds between cycles of the job generator; 0: at once (brokerage.md §A.4). */
  generatorCycleSeconds: 10,
  /** Wait of a production task for which no queue could be found (§B.4). */
  noCandidateRetrySeconds: 3_600,
  /** The same for analysis tasks, label `user` (§B.4). */
  noCandidateRetryAnalysisSeconds: 1_200,
  /** Jobs placed by one choice of queue (§A.4). */
  bunchJobs: 25,
  /** Heaviest candidates that are kept (§B.1). */
  maxCandidates: 10,
  /** Jobs a queue may hold waiting whatever it runs: NQUEUELIMITSITE (§B.4). */
  queueCapJobs: 20,
  /** Waiting jobs allowed per running job (§B.1, cut-off factor). */
  queueCapRatio: 2,
  /** Added to the waiting jobs in the production weight (§B.3). */
  weightOffsetJobs: 10,
  /** Priority up to which an empty queue is tried first (§B.1, MAX_PRIO_TO_BOOTSTRAP). */
  maxPriorityToBootstrap: 150,
  /** Priority above which a task is express and has no caps (§B.4). */
  expressPriority: 1_000,
  /** Seconds between orders for pilots; 0: at once (Harvester's cycle, §K.2). */
  pilotCycleSeconds: 60,
  /** Attempts of a job whose task does not say (§A.2, analysis default). */
  maxAttempts: 10,
  /** Failures of a job whose task does not say (§A.2). */
  maxFailures: 3,
  /** Seconds between walks of the watchdog over all jobs (§I, copyArchive). */
  watchdogPeriodSeconds: 2_400,
  /** sent, no word (§I.1). */
  sentTimeoutSeconds: 1_800,
  /** starting, running, stagein, stageout without a heartbeat (§I.1). */
  heartbeatTimeoutSeconds: 7_200,
  /** assigned: input does not come (§I.1). */
  assignedTimeoutSeconds: 43_200,
  /** activated: no pilot takes it (§I.1). */
  activatedTimeoutSeconds: 172_800,
  /** assigned or activated at a queue that is offline or in test (§I.1, the row for high priority). */
  offlineTimeoutSeconds: 14_400,
  /** transferring, priority of at least 800 and not analysis (§H.2). */
  transferringTimeoutUrgentSeconds: 172_800,
  /** transferring, others (§H.2). */
  transferringTimeoutSeconds: 518_400,
  /** Any job, from its creation (§I.1). */
  jobLifetimeSeconds: 1_814_400,
}

/** A value for each constant. */
export type Constants = Readonly<typeof defaultConstants>
