"""Engine that runs rules over one report and returns an outcome for each."""
