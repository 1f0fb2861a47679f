using ChatDr.Simulator.Engine;
using ChatDr.Simulator.Engine.Security;
using ChatDr.Simulator.Protocol;
using ChatDr.Simulator.TSql.Syntax;

namespace ChatDr.Simulator.TSql.Sessions;

/// <summary>
/// The master key and the certificates of master; in other databases both are refused. A private key in a file or in binary is encrypted PKCS#8 in DER (RFC
/// 5958), as <c>openssl pkcs8 -topk8 -outform DER</c> writes it; the product's own PVK files are not read.
/// </summary>
internal sealed partial class SqlSession
{
    private void ExecuteMasterKey(MasterKeyStatement statement)
    {
        RequireMaster("MASTER KEY");
        switch (statement.Action)
        {
            case MasterKeyAction.Create:
                _instance.CreateMasterKey(statement.Password!);
                break;
            case MasterKeyAction.Open:
                _instance.CheckMasterKey(statement.Password!);
                _hasOpenMasterKey = true;
                break;
            case MasterKeyAction.Close:
                if (!_hasOpenMasterKey)
                {
                    throw new SqlErrorException(15315, 16, 1, "The key is not open. Open it before using it.");
                }

                _hasOpenMasterKey = false;
                break;
            case MasterKeyAction.Drop:
                _instance.DropMasterKey();
                break;
            case MasterKeyAction.Regenerate:
                RequireUsableMasterKey();
                Instance.RefuseWeak(statement.Password!);
                _instance.AlterMasterKey(key => key with { KeyGuid = Guid.NewGuid(), Passwords = [PasswordHash.Create(statement.Password!)] });
                break;
            default:
                RequireUsableMasterKey();
                ChangeEncryption(statement);
                break;
        }
    }

    private void ChangeEncryption(MasterKeyStatement statement)
    {
        switch (statement.Action)
        {
            case MasterKeyAction.AddPassword:
                Instance.RefuseWeak(statement.Password!);
                _instance.AlterMasterKey(key => key with { Passwords = [.. key.Passwords, PasswordHash.Create(statement.Password!)] });
                break;
            case MasterKeyAction.DropPassword:
                _instance.CheckMasterKey(statement.Password!);
                _instance.AlterMasterKey(key => key.Passwords.Count is 1
                    ? throw new SqlErrorException(15319, 16, 1, "The last password of the master key cannot be dropped.")
                    : key with { Passwords = [.. key.Passwords.Where(hash => !PasswordHash.Matches(statement.Password!, hash))] });
                break;
            default:
                _instance.AlterMasterKey(key => key with { IsEncryptedByServer = statement.Action is MasterKeyAction.AddServiceKey });
                break;
        }
    }

    /// <summary>A key that the service master key does not open must be opened by its password first (Microsoft Learn, "OPEN MASTER KEY").</summary>
    private void RequireUsableMasterKey()
    {
        if (_instance.MasterKey is { IsEncryptedByServer: false } && !_hasOpenMasterKey)
        {
            throw new SqlErrorException(
                15581, 16, 3, "Please create a master key in the database or open the master key in the session before performing this operation.");
        }
    }

    private void CreateCertificate(CreateCertificateStatement certificate)
    {
        RequireMaster("CERTIFICATE");
        var owner = certificate.Owner ?? "dbo";
        if (certificate.Subject is { } subject)
        {
            RequireUsableMasterKey();
            _instance.CreateCertificate(certificate.Name, subject, Date(certificate.StartDate), Date(certificate.ExpiryDate), owner);
            return;
        }

        if (certificate.PrivateKey is not { } key)
        {
            _instance.CreateCertificate(certificate.Name, certificate.Binary ?? ReadKeyFile(certificate.File!), owner);
            return;
        }

        if (key.EncryptionPassword is not null)
        {
            throw SqlErrors.NotSupported("CREATE CERTIFICATE … WITH PRIVATE KEY (… ENCRYPTION BY PASSWORD)");
        }

        RequireUsableMasterKey();
        _instance.CreateCertificate(
            certificate.Name, certificate.Binary ?? ReadKeyFile(certificate.File!), owner, key.Binary ?? ReadKeyFile(key.File!),
            key.DecryptionPassword ?? throw SqlErrors.NotSupported("a private key without DECRYPTION BY PASSWORD"));
    }

    private void BackupCertificate(BackupCertificateStatement backup)
    {
        RequireMaster("CERTIFICATE");
        var found = _instance.FindCertificate(backup.Name);
        byte[]? key = null;
        if (backup.PrivateKey is { } options)
        {
            RequireUsableMasterKey();
            key = _instance.ExportPrivateKey(backup.Name,
                options.EncryptionPassword ?? throw SqlErrors.NotSupported("BACKUP CERTIFICATE … WITH PRIVATE KEY without ENCRYPTION BY PASSWORD"));
        }

        WriteKeyFile(backup.File, found.Encoded);
        if (key is not null)
        {
            WriteKeyFile(backup.PrivateKey!.File ?? throw SqlErrors.NotSupported("BACKUP CERTIFICATE … WITH PRIVATE KEY without FILE"), key);
        }
    }

    private void RequireMaster(string what)
    {
        if (!IsInMaster)
        {
            throw SqlErrors.NotSupported($"{what} in a database other than master");
        }
    }

    private byte[] ReadKeyFile(string file)
    {
        try
        {
            return File.ReadAllBytes(_instance.Options.MapPath(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqlErrorException(
                15208, 16, 1, "The certificate, asymmetric key, or private key file is not valid or does not exist; or you do not have permissions for it.");
        }
    }

    /// <summary>Never over a file that is there: a key might be lost (Microsoft Learn, "BACKUP CERTIFICATE").</summary>
    private void WriteKeyFile(string file, byte[] content)
    {
        try
        {
            using var stream = new FileStream(_instance.Options.MapPath(file), FileMode.CreateNew, FileAccess.Write);
            stream.Write(content);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SqlErrorException(15240, 16, 1,
                $"Cannot write into file '{file}'. Verify that you have write permissions, that the file path is valid, "
                    + "and that the file does not already exist.");
        }
    }

    private static DateTimeOffset? Date(string? text) =>
        text is null ? null : new DateTimeOffset((DateTime)Values.SqlConversion.To(text, SqlType.DateTime2())!, TimeSpan.Zero);
}
