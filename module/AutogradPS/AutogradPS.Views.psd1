@{
    # Imported by AutogradPS.psm1 once the types that these files name are loaded; of no use by itself.
    ModuleVersion    = '0.1.0'
    GUID             = '0d9a7f0b-7c2e-4b44-8a53-3c7c3f5e9a17'
    Author           = 'AutogradPS contributors'
    TypesToProcess   = @('AutogradPS.Types.ps1xml', 'AutogradPS.TensorMethods.Types.ps1xml')
    FormatsToProcess = @('AutogradPS.Format.ps1xml')
}
