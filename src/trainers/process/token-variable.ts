/** The variable of the environment in which a local trainer process finds its run's secret. */
export const TOKEN_VARIABLE = "CAMBRIAN_TOKEN"
