using ChatDr.Simulator.Engine.Configuration;

namespace ChatDr.Simulator.Engine;

/// <summary>sp_configure and RECONFIGURE.</summary>
internal sealed partial class Instance
{
    private Dictionary<string, int> _inUse = [];

    /// <summary>sys.configurations.value: what was set.</summary>
    public int ConfiguredValue(ServerOption option) => _file.Configured.GetValueOrDefault(option.Name, option.Default);

    /// <summary>sys.configurations.value_in_use: what RECONFIGURE or the last start made effective.</summary>
    public int ValueInUse(ServerOption option) => _inUse.GetValueOrDefault(option.Name, option.Default);

    /// <summary>Whether an option that is on or off is in use.</summary>
    public bool IsInUse(string name) => ValueInUse(ServerOption.All.First(option => option.Name == name)) != 0;

    /// <summary>sp_configure with a value.</summary>
    /// <exception cref="SqlErrorException">15129: out of range; 40510: it would mean nothing here.</exception>
    public void Configure(ServerOption option, int value)
    {
        if (value < option.Minimum || value > option.Maximum)
        {
            throw new SqlErrorException(15129, 16, 1, $"'{value}' is not a valid value for configuration option '{option.Name}'.");
        }

        if (!option.IsSimulated && value != ConfiguredValue(option))
        {
            throw new SqlErrorException(40510, 16, 1, $"Statement 'sp_configure '{option.Name}', {value}' is not supported by this simulator of SQL Server.");
        }

        var old = ConfiguredValue(option);
        Change(file => file with { Configured = new Dictionary<string, int>(file.Configured) { [option.Name] = value } });
        ErrorLog.Write(15457, 10, 1, $"Configuration option '{option.Name}' changed from {old} to {value}. Run the RECONFIGURE statement to install.");
    }

    /// <summary>RECONFIGURE.</summary>
    public void Reconfigure() => _inUse = new(_file.Configured);
}
