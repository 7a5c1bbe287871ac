// NOTE FROM THE LEAD to the helper of room `scenario`: the room Report (part 3 of your task) was handed to another helper meanwhile (branch `report`),
// because the build lock cost us all time. Do NOT write Report. Commit the Scenario room and the scenarios as early as you can, then send your report.
// (I wait for: ScenarioParser, Plan.runLength, scenarios/*.yaml.)
