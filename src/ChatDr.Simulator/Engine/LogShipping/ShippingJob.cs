namespace ChatDr.Simulator.Engine.LogShipping;

/// <summary>A job of log shipping: a row of msdb.dbo.sysjobs. SQL Server Agent is not simulated, so it never runs, and stays disabled.</summary>
/// <param name="Id">job_id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it would do.</param>
/// <param name="Created">date_created.</param>
internal sealed record ShippingJob(Guid Id, string Name, string Description, DateTime Created);
