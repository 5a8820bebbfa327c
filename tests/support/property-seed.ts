import fc from 'fast-check';

// Properties run on the same samples each time, so that a red run is red again; KOSH_SEED=n tries others.
fc.configureGlobal({ seed: Number(process.env.KOSH_SEED ?? 1048) });
