using ChatDr.Simulator.Hosting;

return await new SimulatorProgram(Environment.GetEnvironmentVariable, TimeProvider.System, Console.Error).RunAsync(args);
