using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Hosting;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>SERVERPROPERTY (Microsoft Learn, "SERVERPROPERTY (Transact-SQL)"); a property that it does not know is NULL, as in the product.</summary>
internal sealed partial class SqlSession
{
    private const string DataPath = "/var/opt/mssql/data/";
    private const string Collation = "SQL_Latin1_General_CP1_CI_AS";

    private object? Property(string name) => name.ToUpperInvariant() switch
    {
        "SERVERNAME" or "MACHINENAME" or "COMPUTERNAMEPHYSICALNETBIOS" => _instance.ServerName,
        "INSTANCENAME" => null,
        "PRODUCTVERSION" or "RESOURCEVERSION" => Instance.ProductVersion,
        "PRODUCTMAJORVERSION" => Instance.ProductVersion.Split('.')[0],
        "PRODUCTMINORVERSION" => Instance.ProductVersion.Split('.')[1],
        "PRODUCTBUILD" => Instance.ProductVersion.Split('.')[2],
        "PRODUCTLEVEL" => "RTM",
        "EDITION" => Edition,
        "EDITIONID" => EditionId,
        "ENGINEEDITION" => _instance.Options.Edition switch { "Express" => 4, "Standard" or "Web" => 2, _ => 3 },
        "ISHADRENABLED" => _instance.Options.HadrEnabled ? 1 : 0,
        "HADRMANAGERSTATUS" => _instance.Options.HadrEnabled ? 1 : 2,
        "ISCLUSTERED" or "ISINTEGRATEDSECURITYONLY" or "ISSINGLEUSER" or "ISFULLTEXTINSTALLED" or "ISPOLYBASEINSTALLED" or "ISXTPSUPPORTED"
            or "ISADVANCEDANALYTICSINSTALLED" or "ISLOCALDB" or "ISTEMPDBMETADATAMEMORYOPTIMIZED" or "ISEXTERNALAUTHENTICATIONONLY"
            or "FILESTREAMCONFIGUREDLEVEL" or "FILESTREAMEFFECTIVELEVEL" => 0,
        "PROCESSID" => Environment.ProcessId,
        "INSTANCEDEFAULTDATAPATH" or "INSTANCEDEFAULTLOGPATH" => DataPath,
        "INSTANCEDEFAULTBACKUPPATH" => _instance.Options.BackupDirectory ?? DataPath,
        "ERRORLOGFILENAME" => _instance.ErrorLog.CurrentFile,
        "PATHSEPARATOR" => _personality is Personality.Windows ? "\\" : "/",
        "COLLATION" => Collation,
        "COLLATIONID" => 872468488,
        "SQLCHARSET" => (byte)1,
        "SQLCHARSETNAME" => "iso_1",
        "SQLSORTORDER" => (byte)52,
        "SQLSORTORDERNAME" => "nocase_iso",
        "LCID" => 1033,
        "COMPARISONSTYLE" => 196609,
        "LICENSETYPE" => "DISABLED",
        "BUILDCLRVERSION" => "v4.0.30319",
        _ => null,
    };

    private string Edition => _instance.Options.Edition switch
    {
        "Express" => "Express Edition (64-bit)",
        "EnterpriseCore" => "Enterprise Edition: Core-based Licensing (64-bit)",
        "Evaluation" => "Enterprise Evaluation Edition (64-bit)",
        var edition => $"{edition} Edition (64-bit)",
    };

    private long EditionId => _instance.Options.Edition switch
    {
        "Enterprise" => 1804890536,
        "EnterpriseCore" => 1872460670,
        "Evaluation" => 610778273,
        "Standard" => -1534726760,
        "Web" => 1293598313,
        "Express" => -1592396055,
        _ => -2117995310,
    };
}
