import { defineConfig } from 'vitest/config';

const migrations = 'tests/migration/**/*.test.ts';

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    setupFiles: ['tests/support/property-seed.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/real/**', migrations],
        },
      },
      {
        // One migration of the bundled sites, made once, is what all of these look at.
        extends: true,
        test: {
          name: 'migration',
          include: [migrations],
          globalSetup: ['tests/support/migrate-once.ts'],
          // They mostly wait for sites that are slow on purpose.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          testTimeout: 180_000,
        },
      },
    ],
  },
});
